"""What others may ask of supervision."""

from anxin.supervise.services.sheets import sheet_make

__all__ = ["sheet_make"]
