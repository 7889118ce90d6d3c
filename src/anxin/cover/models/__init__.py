"""Rows of this context. Private: other contexts read through ``selectors``."""

from anxin.cover.models.archive import ArchivedDay, Recount
from anxin.cover.models.intake import Delivery, KeptBatch, OrderImport, Presence, QuarantinedLine
from anxin.cover.models.orders import Order, OrderChange
from anxin.cover.models.premium import Bill, BillLine, Declaration, Difference, Dunning, PremiumBook, Receipt, Tally

__all__ = [
    "ArchivedDay",
    "Bill",
    "BillLine",
    "Declaration",
    "Delivery",
    "Difference",
    "Dunning",
    "KeptBatch",
    "Order",
    "OrderChange",
    "OrderImport",
    "PremiumBook",
    "Presence",
    "QuarantinedLine",
    "Receipt",
    "Recount",
    "Tally",
]
