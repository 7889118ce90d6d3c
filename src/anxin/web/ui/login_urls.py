"""Addresses of signing in and out."""

from django.urls import URLPattern

from anxin.web.ui import login, login_staff
from anxin.web.ui.routes import MEMBER, PUBLIC, desk, page

urlpatterns: list[URLPattern] = [
    page("login/", login.phone, name="login", audience=PUBLIC),
    page("login/code/", login.code, name="login-code", audience=PUBLIC),
    page("login/question/", login.question, name="login-question", audience=PUBLIC),
    page("login/register/", login.register, name="login-register", audience=PUBLIC),
    page("login/held/", login.held, name="held-form", audience=MEMBER),
    page("logout/", login.leave, name="logout", audience=MEMBER),
    page("desk/login/", login_staff.password, name="staff-login", audience=PUBLIC),
    page("desk/login/factor/", login_staff.factor, name="staff-login-factor", audience=PUBLIC),
    page("desk/login/enrol/", login_staff.enrol, name="staff-login-enrol", audience=PUBLIC),
    page("desk/login/password/", login_staff.new_password, name="staff-login-password", audience=PUBLIC),
    page("desk/confirm/", login_staff.confirm, name="staff-confirm", audience=desk()),
]
