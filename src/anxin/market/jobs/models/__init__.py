"""The tables of the market. Private to this context: others use services, selectors and types."""

from anxin.market.jobs.models.applications import Application, ApplicationEvent, Hold, InterviewSlot
from anxin.market.jobs.models.changes import Change, ChangeFloor
from anxin.market.jobs.models.employers import Employer
from anxin.market.jobs.models.posts import JobPost
from anxin.market.jobs.models.profiles import Certificate, Cohort, Hardship, Profile

__all__ = [
    "Application",
    "ApplicationEvent",
    "Certificate",
    "Change",
    "ChangeFloor",
    "Cohort",
    "Employer",
    "Hardship",
    "Hold",
    "InterviewSlot",
    "JobPost",
    "Profile",
]
