"""What other contexts may do with orders. Keep it small."""

from anxin.cover.services.imports import orders_import_file, orders_import_run
from anxin.cover.services.orders import orders_take

__all__ = ["orders_import_file", "orders_import_run", "orders_take"]
