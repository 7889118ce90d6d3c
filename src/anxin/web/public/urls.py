"""Public addresses: quotable, without any personal data."""

from django.urls import URLPattern

from anxin.web.public import blacklist, jobs, sites, status, views, wages
from anxin.web.ui.routes import PUBLIC, page

urlpatterns: list[URLPattern] = [
    page("", views.figures, name="open", audience=PUBLIC),
    page("api/", status.status, name="api-status", audience=PUBLIC),
    page("api.json", status.status_json, name="api-status-json", audience=PUBLIC),
    page("jobs/", jobs.jobs, name="open-jobs", audience=PUBLIC),
    page("jobs/sitemap.xml", jobs.sitemap, name="open-jobs-sitemap", audience=PUBLIC),
    page("jobs/<int:job_id>/", jobs.job, name="open-job", audience=PUBLIC),
    page("figures.json", views.figures_json, name="open-figures", audience=PUBLIC),
    page("blacklist/", blacklist.blacklist, name="open-blacklist", audience=PUBLIC),
    page("blacklist.json", blacklist.blacklist_json, name="open-blacklist-json", audience=PUBLIC),
    page("blacklist.csv", blacklist.blacklist_csv, name="open-blacklist-csv", audience=PUBLIC),
    page("blacklist.atom", blacklist.blacklist_feed, name="open-blacklist-feed", audience=PUBLIC),
    page("sites/<uuid:project_id>/", sites.site_notice, name="site-notice", audience=PUBLIC),
    page("wages/", wages.figures, name="open-wages", audience=PUBLIC),
    page("wages.json", wages.figures_json, name="open-wages-json", audience=PUBLIC),
]
