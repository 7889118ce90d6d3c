"""Which tax office this installation talks to."""

from django.conf import settings

from anxin.cover.tax.base import Charge, ChargeFile, Paid, TaxOffice
from anxin.cover.tax.simulated.office import SimulatedTaxOffice

__all__ = ["Charge", "ChargeFile", "Paid", "TaxOffice", "tax_office"]

_OFFICES: dict[str, type[TaxOffice]] = {SimulatedTaxOffice.slug: SimulatedTaxOffice}


def tax_office() -> TaxOffice:
    """The office named in the settings.

    Raises:
        LookupError: no adapter of that name.
    """
    return _OFFICES[settings.ANXIN_TAX_OFFICE]()
