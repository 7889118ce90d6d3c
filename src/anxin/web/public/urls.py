"""Public addresses: quotable, without any personal data."""

from django.urls import URLPattern

from anxin.web.public import sites, views
from anxin.web.ui.routes import PUBLIC, page

urlpatterns: list[URLPattern] = [
    page("", views.figures, name="open", audience=PUBLIC),
    page("figures.json", views.figures_json, name="open-figures", audience=PUBLIC),
    page("sites/<uuid:project_id>/", sites.site_notice, name="site-notice", audience=PUBLIC),
]
