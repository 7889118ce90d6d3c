"""The seam to banks: one folder per bank, one line in the registry."""

from anxin.funds.banks.base import Bank, BankFault, BankSilent, IncomingFile
from anxin.funds.banks.registry import bank, banks

__all__ = ["Bank", "BankFault", "BankSilent", "IncomingFile", "bank", "banks"]
