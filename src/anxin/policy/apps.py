"""The policy context: shipped packs are installed whenever the schema is brought up to date."""

import logging
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - what "migrate" itself offers; no model is listened to

log = logging.getLogger(__name__)


def install_shipped_packs(**_: Any) -> None:
    """After ``migrate``: without the deadline registry no case could be opened.

    A shipped pack that differs from the stored release must not stop the migration of everything else: the stored
    one stays in force, and ``script/anxin rules install`` tells the operator.
    """
    from anxin.kit.clock import now
    from anxin.policy.services import shipped_install
    from anxin.policy.types import BadPack

    try:
        shipped_install(at=now())
    except BadPack as error:
        log.error("shipped rule packs were not installed: %s", error)


class PolicyConfig(AppConfig):
    """Rules, releases, decisions."""

    name = "anxin.policy"
    label = "policy"
    verbose_name = "政策规则"

    def ready(self) -> None:
        post_migrate.connect(install_shipped_packs, sender=self)
