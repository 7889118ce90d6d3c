"""A bill on paper (对账单): the same lines as PDF and as Excel."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.cover.types import BillView, yuan4
from anxin.documents.letters import render
from anxin.kit.dates import formal_day
from anxin.kit.money import in_words, yuan, yuan_sign
from anxin.kit.tables import write_xlsx


def statement_pdf(bill: BillView, *, at: datetime) -> bytes:
    """The statement as PDF. The same bill gives the same lines a year later."""
    return render(
        "premium_statement",
        {
            "number": str(bill.id)[-12:].upper(),
            "platform": bill.platform_name,
            "month": _("%(year)s年%(month)s月") % {"year": bill.month.year, "month": bill.month.month},
            "orders": f"{bill.orders:,}",
            "uncounted": f"{bill.uncounted:,}",
            "amount": yuan_sign(bill.amount_fen),
            "amount_words": in_words(bill.amount_fen),
            "received": yuan_sign(bill.received_fen),
            "due_on": formal_day(bill.due_on),
            "rules": bill.rules,
            "lines": [
                {
                    "month": f"{line.of_month:%Y-%m}",
                    "industry": line.industry_name,
                    "rate": yuan4(line.premium_hao),
                    "orders": f"{line.orders:,}",
                    "amount": yuan(line.amount_fen),
                }
                for line in bill.lines
            ],
        },
        at=at,
    )


def statement_xlsx(bill: BillView) -> bytes:
    """The statement as Excel."""
    headers = [_("接单月份"), _("行业"), _("每单保费（元）"), _("订单数"), _("金额（元）")]
    rows = [
        [f"{line.of_month:%Y-%m}", line.industry_name, yuan4(line.premium_hao), line.orders, yuan(line.amount_fen)]
        for line in bill.lines
    ]
    rows.append([_("合计"), "", "", bill.orders, yuan(bill.amount_fen)])
    return write_xlsx(f"{bill.platform_name} {bill.month:%Y-%m}", headers, rows)
