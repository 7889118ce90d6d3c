"""What may be done in the market. Every function takes the actor and the moment."""

from anxin.market.jobs.services.applications import (
    application_accept,
    application_invite,
    application_make,
    application_no_show,
    application_refuse,
    application_withdraw,
)
from anxin.market.jobs.services.employers import (
    CompanyIn,
    company_register,
    employer_admit,
    employer_verify,
    individual_register,
)
from anxin.market.jobs.services.holds import NoPlaceLeft, hold_make, hold_release
from anxin.market.jobs.services.interviews import slot_add, slot_book, slot_cancel
from anxin.market.jobs.services.many import Offer, Registration, posts_put_many, profiles_put_many
from anxin.market.jobs.services.posts import (
    SavedPost,
    draft_check,
    post_ask_review,
    post_close,
    post_pause,
    post_review,
    post_save,
)
from anxin.market.jobs.services.profiles import (
    HARDSHIPS,
    certificate_add,
    certificate_check,
    hardship_note,
    hardship_prove,
    profile_leave,
    profile_pause,
    profile_save,
    profile_submit,
)
from anxin.market.jobs.services.sweeping import sweep
from anxin.market.jobs.services.work import (
    hours_confirm,
    pay_missing,
    pay_received,
    start_code,
    work_finish,
    work_start,
    work_start_by_employer,
)

__all__ = [
    "HARDSHIPS",
    "CompanyIn",
    "NoPlaceLeft",
    "Offer",
    "Registration",
    "SavedPost",
    "application_accept",
    "application_invite",
    "application_make",
    "application_no_show",
    "application_refuse",
    "application_withdraw",
    "certificate_add",
    "certificate_check",
    "company_register",
    "draft_check",
    "employer_admit",
    "employer_verify",
    "hardship_note",
    "hardship_prove",
    "hold_make",
    "hold_release",
    "hours_confirm",
    "individual_register",
    "pay_missing",
    "pay_received",
    "post_ask_review",
    "post_close",
    "post_pause",
    "post_review",
    "post_save",
    "posts_put_many",
    "profile_leave",
    "profile_pause",
    "profile_save",
    "profile_submit",
    "profiles_put_many",
    "slot_add",
    "slot_book",
    "slot_cancel",
    "start_code",
    "sweep",
    "work_finish",
    "work_start",
    "work_start_by_employer",
]
