"""The worker's addresses."""

from django.urls import URLPattern

from anxin.web.ui.routes import (MEMBER, PUBLIC, WORKER, page)
from anxin.web.worker import (account, cases, home, learn, market_urls, papers, pwa, record, report, sign, wages)

urlpatterns: list[URLPattern] = [
    page("", home.home, name="home", audience=PUBLIC),
    page("manifest.webmanifest", pwa.manifest, name="manifest", audience=PUBLIC),
    page("sw.js", pwa.service_worker, name="service-worker", audience=PUBLIC),
    page("wages/", home.wages_help, name="wages-help", audience=PUBLIC),
    page("wages/complain/", wages.complain, name="wage-complain", audience=WORKER),
    page("wages/<uuid:case_id>/", wages.case, name="my-wage", audience=WORKER),
    page("wages/<uuid:case_id>/papers/", wages.papers, name="my-wage-papers", audience=WORKER),
    page("wages/<uuid:case_id>/withdraw/", wages.withdrawal, name="my-wage-withdrawal", audience=WORKER),
    page("learn/", learn.lessons, name="lessons", audience=PUBLIC),
    page("learn/next/", learn.assigned_first, name="lesson-next", audience=MEMBER),
    page("learn/<slug:course>/", learn.lesson, name="lesson", audience=PUBLIC),
    page("learn/<slug:course>/quiz/", learn.quiz, name="lesson-quiz", audience=MEMBER),
    page("learn/<slug:course>/certificate/", learn.certified, name="lesson-certificate", audience=MEMBER),
    page("report/", report.report, name="report", audience=WORKER),
    page("report/order/", report.order, name="report-order", audience=WORKER),
    page("report/offline/", report.offline_form, name="report-offline", audience=PUBLIC),
    page("cases/", cases.cases, name="my-cases", audience=WORKER),
    page("cases/<uuid:case_id>/", cases.case, name="my-case", audience=WORKER),
    page("cases/<uuid:case_id>/received/", report.received, name="report-received", audience=WORKER),
    page("cases/<uuid:case_id>/papers/<slug:slot_key>/", papers.papers, name="my-papers", audience=WORKER),
    page("cases/<uuid:case_id>/paper/<uuid:paper_id>.jpg", papers.image, name="my-paper-image", audience=WORKER),
    page("cases/<uuid:case_id>/sign/", sign.signature, name="my-signature", audience=WORKER),
    page("cases/<uuid:case_id>/submit/", cases.case_submit, name="my-case-submit", audience=WORKER),
    page("cases/<uuid:case_id>/payee/", account.payee, name="my-payee", audience=WORKER),
    page("cases/<uuid:case_id>/decision/", cases.decision, name="my-decision", audience=WORKER),
    page("cases/<uuid:case_id>/decision.pdf", cases.sheet, name="my-decision-sheet", audience=WORKER),
    page("cases/<uuid:case_id>/object/", cases.objection, name="my-objection", audience=WORKER),
    page("cases/<uuid:case_id>/withdraw/", cases.withdrawal, name="my-withdrawal", audience=WORKER),
    page("messages/", account.message_list, name="my-messages", audience=WORKER),
    page("me/", account.me, name="my-account", audience=WORKER),
    page("me/payee/", account.payee, name="my-own-payee", audience=WORKER),
    page("me/record/", record.record, name="my-record", audience=WORKER),
    page("me/readers/", record.readers, name="my-readers", audience=WORKER),
    page("me/consents/", record.agreed, name="my-consents", audience=WORKER),
    page("me/consents/<uuid:consent_id>/withdraw/", record.withdraw, name="my-consent-withdraw", audience=WORKER),
    *market_urls.urlpatterns,
]
