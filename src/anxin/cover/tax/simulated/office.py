"""模拟税务: takes the file of charges, and reports payments as it is told to, well or badly.

Its memory is a folder of its own under the data directory. It is named a simulator wherever it shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.cover.tax.base import Charge, ChargeFile, Paid
from anxin.kit.errors import Refused
from anxin.kit.money import yuan

HEADERS: Final = ("账单", "缴费单位", "统一社会信用代码", "所属期", "订单数", "应缴金额", "缴款期限")


class TaxFault(StrEnum):
    """How the simulator can be told to misbehave."""

    SILENT = "silent"
    HALF = "half"
    TWICE = "twice"
    WRONG_CODE = "wrong_code"
    REFUSES = "refuses"


TAX_FAULT_NAMES: Final[dict[TaxFault, str]] = {
    TaxFault.SILENT: "不报入库",
    TaxFault.HALF: "只入库一半",
    TaxFault.TWICE: "同一凭证报两遍",
    TaxFault.WRONG_CODE: "信用代码写错",
    TaxFault.REFUSES: "不收文件",
}


class SimulatedTaxOffice:
    """A tax office on this machine, for showing and trying."""

    slug = "simulated"
    title = "模拟税务"
    is_simulator = True

    def __init__(self) -> None:
        self._folder = Path(settings.ANXIN_DATA) / "tax"
        self._folder.mkdir(parents=True, exist_ok=True)

    def charge_file(self, month: date, charges: Sequence[Charge]) -> ChargeFile:
        lines = [",".join(HEADERS)]
        for one in sorted(charges, key=lambda charge: charge.credit_code):
            values = (one.bill, one.payer, one.credit_code, f"{one.month:%Y%m}", str(one.orders))
            lines.append(",".join((*values, yuan(one.amount_fen), one.due_on.isoformat())))
        content = ("\r\n".join(lines) + "\r\n").encode("gb18030")
        return ChargeFile(f"ZYSH{month:%Y%m}_{sha256(content).hexdigest()[:8]}.csv", content)

    def send(self, file: ChargeFile) -> None:
        if TaxFault.REFUSES in self.faults():
            raise Refused(_("模拟税务没有接收文件（按设置的故障），请稍后再报送。"))
        (self._folder / file.name).write_bytes(file.content)

    def payments(self) -> Sequence[Paid]:
        faults = self.faults()
        if TaxFault.SILENT in faults:
            return ()
        return [paid for told in self._charged() for paid in self._paid(told, faults)]

    def faults(self) -> frozenset[TaxFault]:
        """How it misbehaves now."""
        path = self._folder / "faults.json"
        return frozenset(map(TaxFault, json.loads(path.read_text()))) if path.exists() else frozenset()

    def misbehave(self, *faults: TaxFault) -> None:
        """Misbehave from now on; without any, behave."""
        (self._folder / "faults.json").write_text(json.dumps(sorted(faults)))

    def _charged(self) -> Iterator[dict[str, Any]]:
        for path in sorted(self._folder.glob("ZYSH*.csv")):
            rows = path.read_bytes().decode("gb18030").split("\r\n")[1:-1]
            yield from (dict(zip(HEADERS, row.split(","), strict=True)) for row in rows)

    def _paid(self, told: dict[str, Any], faults: frozenset[TaxFault]) -> Iterator[Paid]:
        month, due = told["所属期"], date.fromisoformat(told["缴款期限"])
        amount_fen = int(told["应缴金额"].replace(".", ""))
        if amount_fen <= 0:
            return
        paid = Paid(
            reference=f"SP{month}{sha256(told['账单'].encode()).hexdigest()[:10].upper()}",
            payer=told["缴费单位"],
            credit_code="91000000MA00000000" if TaxFault.WRONG_CODE in faults else told["统一社会信用代码"],
            month=date(int(month[:4]), int(month[4:]), 1),
            paid_on=due - timedelta(days=1),
            amount_fen=amount_fen // 2 or 1 if TaxFault.HALF in faults else amount_fen,
        )
        yield paid
        if TaxFault.TWICE in faults:
            yield paid
