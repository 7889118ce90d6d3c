"""What other contexts may do with orders. Keep it small."""

from anxin.cover.services.catching_up import kept_merge
from anxin.cover.services.closing import month_close
from anxin.cover.services.declaring import (
    bill_agree,
    declaration_compare,
    declaration_state,
    declaration_take,
    difference_settle,
)
from anxin.cover.services.dunning import bills_dun
from anxin.cover.services.events import events_take
from anxin.cover.services.imports import orders_import_file, orders_import_run
from anxin.cover.services.orders import orders_take
from anxin.cover.services.quarantine import quarantine_fix, quarantine_fix_alike
from anxin.cover.services.rating import orders_rate
from anxin.cover.services.receiving import charges_file, charges_send, receipts_collect

__all__ = [
    "bill_agree",
    "bills_dun",
    "charges_file",
    "charges_send",
    "declaration_compare",
    "declaration_state",
    "declaration_take",
    "difference_settle",
    "events_take",
    "kept_merge",
    "month_close",
    "orders_import_file",
    "orders_import_run",
    "orders_rate",
    "orders_take",
    "quarantine_fix",
    "quarantine_fix_alike",
    "receipts_collect",
]
