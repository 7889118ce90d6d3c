"""``anxin messages PHONE``: what the demo channel would have sent."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.identity.channels import channel
from anxin.identity.models import DemoMessage
from anxin.identity.numbers import phone_parse
from anxin.kit.clock import local
from anxin.kit.crypto import blind
from anxin.kit.errors import Refused

NEWEST = 10


class Command(BaseCommand):
    """Read the demo channel (演示短信通道)."""

    help = "显示演示短信通道里发给某个手机号的最近几条短信"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone", help="手机号码")

    def handle(self, *args: Any, **options: Any) -> None:
        if not channel().simulated:
            raise CommandError("现在用的是真实短信通道，短信不留在系统里。")
        try:
            number = phone_parse(options["phone"])
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        rows = DemoMessage.objects.filter(phone_blind=blind(number, purpose="worker.phone"))
        for row in rows.order_by("-sent_at", "-id")[:NEWEST]:
            self.stdout.write(f"{local(row.sent_at):%m-%d %H:%M:%S}  {row.text}")
