"""What may be done with money (基金服务). Every service takes ``actor`` and ``at``; amounts are in fen."""

from anxin.funds.services.batch import batch_cancel, batch_check, batch_release
from anxin.funds.services.correction import correction_confirm, correction_propose, correction_withdraw
from anxin.funds.services.flow import demonstration_day, payment_day
from anxin.funds.services.holding import payouts_freeze, payouts_thaw
from anxin.funds.services.inbox import ImportResult, answers_import, files_collect, files_collect_again
from anxin.funds.services.memo import memo_balances, memo_post
from anxin.funds.services.obligation import obligation_post, obligation_retry
from anxin.funds.services.problems import problem_settle
from anxin.funds.services.reconcile import reconcile
from anxin.funds.services.run import payout_run
from anxin.funds.services.sealing import ledger_seal
from anxin.funds.services.sending import batches_ask, batches_send, overdue_mark
from anxin.funds.services.verdict import verdict_confirm, verdict_propose
from anxin.funds.services.withdrawal import payout_withdraw

__all__ = [
    "ImportResult",
    "answers_import",
    "batch_cancel",
    "batch_check",
    "batch_release",
    "batches_ask",
    "batches_send",
    "correction_confirm",
    "correction_propose",
    "correction_withdraw",
    "demonstration_day",
    "files_collect",
    "files_collect_again",
    "ledger_seal",
    "memo_balances",
    "memo_post",
    "obligation_post",
    "obligation_retry",
    "overdue_mark",
    "payment_day",
    "payout_run",
    "payout_withdraw",
    "payouts_freeze",
    "payouts_thaw",
    "problem_settle",
    "reconcile",
    "verdict_confirm",
    "verdict_propose",
]
