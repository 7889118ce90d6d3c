"""Addresses that belong to every face of the product."""

from django.urls import URLPattern

from anxin.web.ui import login_urls, views
from anxin.web.ui.routes import PUBLIC, page

urlpatterns: list[URLPattern] = [
    page("preferences/", views.preferences, name="preferences", audience=PUBLIC),
    page("offline/", views.offline, name="offline", audience=PUBLIC),
    *login_urls.urlpatterns,
]
