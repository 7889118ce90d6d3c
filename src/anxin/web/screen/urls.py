"""The wall's addresses. What it shows, everybody may read."""

from django.urls import URLPattern

from anxin.web.screen import views
from anxin.web.ui.routes import PUBLIC, page

urlpatterns: list[URLPattern] = [
    page("", views.screen, name="screen", audience=PUBLIC),
    page("feed.json", views.feed, name="screen-feed", audience=PUBLIC),
    page("wages/", views.wages, name="screen-wages", audience=PUBLIC),
    page("sw.js", views.service_worker, name="screen-worker", audience=PUBLIC),
]
