"""The tables of people and organisations. Private to this context: others use services, selectors and types."""

from anxin.identity.models.access import Authenticator, DemoMessage, HeldForm, LoginAttempt, OneTimeCode
from anxin.identity.models.orgs import Organisation, Post, Restriction
from anxin.identity.models.people import Account, Consent, PayeeAccount, Worker
from anxin.identity.models.records import AccountEvent, ReadLog

__all__ = [
    "Account",
    "AccountEvent",
    "Authenticator",
    "Consent",
    "DemoMessage",
    "HeldForm",
    "LoginAttempt",
    "OneTimeCode",
    "Organisation",
    "PayeeAccount",
    "Post",
    "ReadLog",
    "Restriction",
    "Worker",
]
