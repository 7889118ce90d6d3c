"""People for a server of its own: ``python -m tests.house.cast FOLDER`` puts them into its database.

Prints what a test needs to play them: a session for each, and the papers of the accident, which lie in FOLDER.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import django
from django.conf import settings

from tests.house.planted import PLANTED


def main(folder: Path) -> dict[str, Any]:
    """Make everybody; returns sessions by name, and the planted person's papers by slot."""
    from anxin.config.demo.platform import REGION
    from anxin.cover.services import orders_take
    from anxin.cover.types import OrderLine
    from anxin.identity.demo import seed
    from anxin.identity.services import worker_register
    from anxin.identity.types import Actor
    from anxin.kit.clock import now

    settings.ANXIN_DEMO = True
    settings.PASSWORD_HASHERS = ["tests.given.hashing.QuickArgon2"]  # nobody here types a password
    story, system = planted_story(), Actor.system("试验")
    people = seed(now() - timedelta(days=30))
    worker = worker_register(
        phone=story.phone, name=story.name, id_number=story.id_number, actor=system, at=now() - timedelta(days=20)
    )
    declared = story.accepted_at + timedelta(minutes=1)
    line = OrderLine(
        order_no=story.order, worker=story.id_number, accepted_at=story.accepted_at.isoformat(), region=REGION
    )
    orders_take(platform_id=people.orgs["kuaipao"].id, lines=[line], actor=system, at=declared)
    actors = {"worker": worker.actor(), **people.staff}
    wanted = ("worker", "handler", "handler2", "platform", "maker", "checker", "releaser")
    sessions = {name: _session(actors[name]) for name in wanted}
    names = {str(actor.account_id): name for name, actor in people.staff.items()}
    return {"sessions": sessions, "staff": names, "papers": _papers(folder, story)}


def planted_story() -> Any:
    """The rib fracture of a person whose every datum is easily found again."""
    from anxin.documents.specimens.cases import RIB

    return replace(RIB, **{name: value for name, value in PLANTED.items() if hasattr(RIB, name)})


def _papers(folder: Path, story: Any) -> dict[str, str]:
    from anxin.documents.specimens.papers import diagnosis, own_statement, receipt, receipt_xml
    from anxin.documents.specimens.sheets import Fonts, ofd, pdf

    fonts = Fonts(Path(settings.ANXIN_NODE_MODULES))
    files = {
        "receipt": ("receipt.ofd", ofd(receipt(story), {"Doc_0/Attachs/original.xml": receipt_xml(story)})),
        "diagnosis": ("diagnosis.pdf", pdf(diagnosis(story), fonts)),
        "liability": ("statement.pdf", pdf(own_statement(story), fonts)),
    }
    for name, content in files.values():
        (folder / name).write_bytes(content)
    return {slot: name for slot, (name, _content) in files.items()}


def _session(actor: Any) -> str:
    """The key of a session as signing in leaves it; it does not grow old on the test's day."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

    from anxin.kit.clock import now

    user = get_user_model().objects.get(pk=actor.account_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    tomorrow: Final = int(datetime.timestamp(now() + timedelta(days=1)))
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            "kind": "worker" if actor.is_worker else "staff",
            "seen_at": tomorrow,
            "factor_at": tomorrow,
        }
    )
    session.set_expiry(timedelta(days=2))
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(Path(sys.argv[1]))))
