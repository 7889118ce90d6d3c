"""Tables of ``funds``. Private to the context.

Three families: the ledger (what is owed and what moved), payments with their batches, and what went to and
came from the bank. Every rule that guards money stands in the database as well as in the services.
"""

from anxin.funds.models.bank import BankFile, BankStatement, ItemAnswer, StatementLine
from anxin.funds.models.checks import Discrepancy, ReconcileRun
from anxin.funds.models.ledger import Correction, Entry, Fund, LedgerAccount, Seal, SealedTransfer, Transfer
from anxin.funds.models.payouts import Batch, PayoutOrder, PayoutStep, Verdict

__all__ = [
    "BankFile",
    "BankStatement",
    "Batch",
    "Correction",
    "Discrepancy",
    "Entry",
    "Fund",
    "ItemAnswer",
    "LedgerAccount",
    "PayoutOrder",
    "PayoutStep",
    "ReconcileRun",
    "Seal",
    "SealedTransfer",
    "StatementLine",
    "Transfer",
    "Verdict",
]
