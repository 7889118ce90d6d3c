"""What may be done to people and organisations. Every function takes the moment, most the actor."""

from anxin.identity.services.attempts import TooManyTries, attempts_prune
from anxin.identity.services.codes import TooSoon, WrongCode, code_check, code_send, codes_prune
from anxin.identity.services.consents import consent_give, consent_withdraw
from anxin.identity.services.held import Held, form_forget, form_held, form_hold, forms_prune
from anxin.identity.services.keys import keys_old_count, keys_rotate
from anxin.identity.services.orgs import employer_enter, org_create
from anxin.identity.services.passkeys import (
    authenticator_remove,
    passkey_add,
    passkey_ask,
    passkey_begin,
    passkey_check,
)
from anxin.identity.services.passwords import WrongPassword, password_check
from anxin.identity.services.payees import payee_set, payee_verified
from anxin.identity.services.posts import post_end, post_grant
from anxin.identity.services.reading import worker_view
from anxin.identity.services.records import account_event
from anxin.identity.services.recycled import WrongAnswer, second_answer_check, second_question_due
from anxin.identity.services.restrictions import RestrictionIn, restriction_lift, restriction_put
from anxin.identity.services.staff import (
    password_change,
    password_replace,
    staff_close,
    staff_create,
    staff_reset,
    staff_unlock,
    temporary_password,
)
from anxin.identity.services.totp import (
    TotpOffer,
    WrongFactor,
    totp_check,
    totp_code,
    totp_confirm,
    totp_enrol,
    totp_offer,
)
from anxin.identity.services.workers import (
    real_name_check,
    worker_phone_change,
    worker_register,
    worker_register_self,
)
from anxin.identity.services.workers_many import PersonIn, Registered, workers_register_many

__all__ = [
    "Held",
    "PersonIn",
    "Registered",
    "RestrictionIn",
    "TooManyTries",
    "TooSoon",
    "TotpOffer",
    "WrongAnswer",
    "WrongCode",
    "WrongFactor",
    "WrongPassword",
    "account_event",
    "attempts_prune",
    "authenticator_remove",
    "code_check",
    "code_send",
    "codes_prune",
    "consent_give",
    "consent_withdraw",
    "employer_enter",
    "form_forget",
    "form_held",
    "form_hold",
    "forms_prune",
    "keys_old_count",
    "keys_rotate",
    "org_create",
    "passkey_add",
    "passkey_ask",
    "passkey_begin",
    "passkey_check",
    "password_change",
    "password_check",
    "password_replace",
    "payee_set",
    "payee_verified",
    "post_end",
    "post_grant",
    "real_name_check",
    "restriction_lift",
    "restriction_put",
    "second_answer_check",
    "second_question_due",
    "staff_close",
    "staff_create",
    "staff_reset",
    "staff_unlock",
    "temporary_password",
    "totp_check",
    "totp_code",
    "totp_confirm",
    "totp_enrol",
    "totp_offer",
    "worker_phone_change",
    "worker_register",
    "worker_register_self",
    "worker_view",
    "workers_register_many",
]
