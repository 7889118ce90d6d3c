"""``script/anxin rules``: install, check and list the rule packs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anxin.kit.clock import now
from anxin.kit.errors import Refused
from anxin.policy.catalogue import current_catalogue
from anxin.policy.services import replay_all, shipped_install
from anxin.policy.services.checks import shipped_findings
from anxin.policy.services.lock import lock_differences, lock_write


class Command(BaseCommand):
    """The rule packs that come with the software, and those released here."""

    help = "Install, check, list or replay rule packs."

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb."""
        parser.add_argument("verb", choices=("install", "check", "list", "lock", "replay"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; anything that blocks ends with status 1."""
        verb = options["verb"]
        try:
            {"install": self._install, "check": self._check, "list": self._list, "lock": self._lock}.get(
                verb, self._replay
            )()
        except Refused as error:
            raise CommandError(str(error)) from error

    def _install(self) -> None:
        names = shipped_install(at=now())
        self.stdout.write("\n".join(f"installed {name}" for name in names) or "nothing new")

    def _check(self) -> None:
        problems = lock_differences()
        for name, findings in shipped_findings():
            for finding in findings:
                self.stdout.write(f"{name}:{finding.line}: {'' if finding.blocks else '(note) '}{finding.message}")
            problems += [f"{name}: {finding.message}" for finding in findings if finding.blocks]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("every shipped pack is sound")

    def _list(self) -> None:
        for release in sorted(current_catalogue(fresh=True).releases, key=lambda r: r.ref.name):
            self.stdout.write(
                f"{release.ref.name}  released {release.released_on}  {release.digest[:16]}  {release.title}"
            )

    def _lock(self) -> None:
        self.stdout.write(f"{lock_write()} entries")

    def _replay(self) -> None:
        totals = replay_all()
        self.stdout.write(f"{totals.replayed} replayed, {len(totals.different)} different")
        if totals.different:
            raise CommandError("\n".join(map(str, totals.different)))
