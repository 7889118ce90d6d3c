"""``anxin claim FOLDER``: the whole main job on a folder, each step with its time."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.claims.walkthrough import STEPS, begin
from anxin.documents.specimens.cases import draw_missing
from anxin.kit.clock import local, monotonic, now
from anxin.kit.errors import Refused


class Command(BaseCommand):
    """From report to money (全流程演示)."""

    help = "把一个文件夹（report.json 和材料）从报案办到到账：anxin claim examples/rib-fracture"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="放着 report.json 和材料的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ANXIN_DEMO:
            raise CommandError("这个命令替每个人办事，只能在演示系统里用（ANXIN_DEMO=1）。")
        started = monotonic()
        try:
            draw_missing(options["folder"])
            walk = begin(options["folder"])
            for label, act in STEPS:
                before = monotonic()
                said = act(walk)
                self.stdout.write(f"{local(now()):%H:%M:%S}  {monotonic() - before:6.2f} 秒  {label:　<6}  {said}")
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"全程机器用时 {monotonic() - started:.1f} 秒。对账：script/anxin reconcile")
