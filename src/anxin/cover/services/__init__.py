"""What other contexts may do with orders. Keep it small."""

from anxin.cover.services.imports import orders_import_file, orders_import_run
from anxin.cover.services.keeping import kept_merge
from anxin.cover.services.orders import orders_take
from anxin.cover.services.quarantine import quarantine_fix

__all__ = ["kept_merge", "orders_import_file", "orders_import_run", "orders_take", "quarantine_fix"]
