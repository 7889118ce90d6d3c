"""模拟银行: a bank in a folder, the default. It keeps its own books outside our database.

It takes payment orders, books them, answers with pain.002 and camt.053 files, and misbehaves on request. Its
books live in ``ANXIN_DATA/bank``, so rolling back or restoring our database does not undo what it did: exactly
what a real bank is like.
"""

from anxin.funds.banks.simulated.bank import SimulatedBank
from anxin.funds.banks.simulated.faults import FAULT_NAMES, Fault, FaultKind

__all__ = ["FAULT_NAMES", "Fault", "FaultKind", "SimulatedBank"]
