"""Who may do what in the market (权限)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.errors import NotAllowed, NotFound
from anxin.market.jobs.models import Application, Employer, JobPost

STAFF = (Role.MARKET_OPERATOR, Role.BUREAU_INTAKE)
"""Those who run the market: verify employers, review posts, register walk-ins."""

WATCHERS = (Role.SUPERVISOR, Role.AUDITOR, Role.BUREAU_LEAD)


def is_market_staff(actor: Actor) -> bool:
    """Does the actor run the market? The product itself does too."""
    return actor.is_system or actor.has(*STAFF)


def require_market_staff(actor: Actor) -> None:
    """Let market staff pass.

    Raises:
        NotAllowed: everybody else.
    """
    if not is_market_staff(actor):
        raise NotAllowed(_("这一步由零工市场工作人员办理。"))


def is_own_employer(actor: Actor, employer: Employer) -> bool:
    """Does the actor act for this employer: an officer of the firm, or the person himself?"""
    if employer.org_id is not None:
        return employer.org_id in actor.orgs(Role.EMPLOYER_OFFICER)
    return actor.worker_id is not None and employer.worker_id == actor.worker_id


def may_manage(actor: Actor, employer: Employer) -> bool:
    """May the actor act for this employer? Market staff help those who cannot."""
    return is_own_employer(actor, employer) or is_market_staff(actor)


def managed_employer(actor: Actor, employer: Employer | None) -> Employer:
    """The employer, when the actor may act for it.

    Raises:
        NotFound: there is none, or it is not the actor's business.
    """
    if employer is None or not may_manage(actor, employer):
        raise NotFound(_("没有找到这个用人单位，请刷新页面再看。"))
    return employer


def managed_post(actor: Actor, post: JobPost | None) -> JobPost:
    """The post, when the actor may act for its employer.

    Raises:
        NotFound: there is none, or it is not the actor's business.
    """
    if post is None or not may_manage(actor, post.employer):
        raise NotFound(_("没有找到这个岗位，请刷新页面再看。"))
    return post


def employers_side(actor: Actor, application: Application | None) -> Application:
    """The application, when the actor acts for its employer.

    Raises:
        NotFound: there is none, or it is not the actor's business.
    """
    if application is None or not may_manage(actor, application.post.employer):
        raise NotFound(_("没有找到这份报名，请刷新页面再看。"))
    return application


def workers_side(actor: Actor, application: Application | None) -> Application:
    """The application, when it is the actor's own, or market staff act for the worker at the desk.

    Raises:
        NotFound: there is none, or it is not the actor's business.
    """
    mine = application is not None and actor.worker_id == application.profile.worker_id
    if application is None or not (mine or is_market_staff(actor)):
        raise NotFound(_("没有找到这份报名，请刷新页面再看。"))
    return application
