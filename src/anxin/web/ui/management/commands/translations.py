"""``translations``: refresh and compile the catalogues under ``locale/``."""

from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from anxin.web.ui.catalogue import merged, mo_bytes, po_bytes


class Command(BaseCommand):
    """Collect every text of the product into each catalogue and compile it."""

    help = "Refresh locale/<language>/LC_MESSAGES/django.po from the sources and compile it to django.mo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only list what is not translated yet")

    def handle(self, *args: Any, **options: Any) -> None:
        for po in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")):
            locale = po.parent.parent.name
            catalogue = merged(po.read_bytes(), settings.SOURCE, locale)
            missing = [message for message in catalogue if message.id and not message.string]
            self.stdout.write(f"{locale}: {len(catalogue) - len(missing)} of {len(catalogue)} translated")
            if options["missing"]:
                for message in missing:
                    self.stdout.write(f"  {message.locations[0][0]}: {message.id}")
                continue
            po.write_bytes(po_bytes(catalogue))
            with po.open("rb") as text:
                po.with_suffix(".mo").write_bytes(mo_bytes(read_po(text, locale=locale)))
