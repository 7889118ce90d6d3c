"""What must always be true of the money, as questions to the database that should find nothing (对账规则).

Written in SQL on purpose: the services that move money use the ORM, and two ways of reading find each other's
mistakes. Each query returns the subject and the numbers for its sentence; amounts in fen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_noop as noop

from anxin.funds.types import LIVE_STATES, Severity
from anxin.kit.money import yuan_sign

BROKEN, DIFFERENCE = Severity.BROKEN, Severity.DIFFERENCE

RULES: Final = {
    "I1": noop("全部分录合计为零"),
    "I2": noop("每笔记账借贷相等，没有被改动过"),
    "I3": noop("一项决定只有一笔有效付款"),
    "I4": noop("每笔应付都有付款单"),
    "I5": noop("科目余额都能由付款状态说明"),
    "I6": noop("银行付出的不超过核定"),
    "I7": noop("银行的文件和流水都有着落"),
    "I8": noop("没有等得太久的付款"),
    "I9": noop("银行文件没有变样"),
    "I10": noop("制单、复核、签发不是同一个人，人数够档"),
    "I11": noop("每笔已付都能追到批次、文件、记账和银行流水"),
    "I12": noop("承诺付出的不超过银行存款"),
}
"""What each rule asks for, as people read it."""


_PLACE: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant as one query. ``sentence`` takes the further columns in turn; those that end in ``yuan`` are fen."""

    invariant: str
    severity: Severity
    sql: str
    sentence: str

    def say(self, values: Iterable[int | Decimal]) -> str:
        """The sentence for one row."""
        pairs = zip(_PLACE.findall(self.sentence), map(int, values), strict=True)
        return self.sentence % {place: yuan_sign(one) if place.endswith("yuan") else one for place, one in pairs}


_LIVE: Final = ", ".join(f"'{state}'" for state in LIVE_STATES)

_EXPECTED: Final = """
    SELECT fund_id, 'payable' AS code, -sum(amount_fen) AS fen FROM funds_payoutorder
     WHERE state IN ('approved', 'batched') GROUP BY fund_id
    UNION ALL SELECT fund_id, 'in_transit', -sum(amount_fen) FROM funds_payoutorder
     WHERE state IN ('submitted', 'accepted', 'unknown', 'rejected') GROUP BY fund_id
    UNION ALL SELECT payout.fund_id, 'returned', -sum(payout.amount_fen) FROM funds_payoutorder payout
     WHERE payout.state IN ('failed', 'returned') AND NOT EXISTS (SELECT 1 FROM funds_payoutorder later
           WHERE later.key = payout.key AND later.attempt > payout.attempt) GROUP BY payout.fund_id
    UNION ALL SELECT payout.fund_id, 'expense', sum(payout.amount_fen) FROM funds_payoutorder payout
     WHERE payout.state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM funds_payoutorder later
           WHERE later.key = payout.key AND later.attempt > payout.attempt) GROUP BY payout.fund_id
    UNION ALL SELECT correction.fund_id, account.code, -sum(line.amount_fen) FROM funds_correction correction
      JOIN funds_ledgeraccount account ON account.id = correction.account_id
      JOIN funds_statementline line ON line.id = correction.line_id
     WHERE correction.confirmed_at IS NOT NULL GROUP BY correction.fund_id, account.code
    UNION ALL SELECT statement.fund_id, 'suspense', -sum(line.amount_fen) FROM funds_statementline line
      JOIN funds_bankstatement statement ON statement.id = line.statement_id
     WHERE line.state = 'suspense' GROUP BY statement.fund_id
    UNION ALL SELECT statement.fund_id, 'bank', sum(line.amount_fen) FROM funds_statementline line
      JOIN funds_bankstatement statement ON statement.id = line.statement_id GROUP BY statement.fund_id
    UNION ALL SELECT transfer.fund_id, 'capital', -sum(line.amount_fen) FROM funds_statementline line
      JOIN funds_transfer transfer ON transfer.id = line.transfer_id
     WHERE transfer.kind = 'funding' GROUP BY transfer.fund_id
"""

CHECKS: Final = (
    Check(
        "I1",  # 全部分录合计为零
        BROKEN,
        """SELECT account.fund_id, sum(entry.amount_fen) FROM funds_entry entry
             JOIN funds_ledgeraccount account ON account.id = entry.account_id
            GROUP BY account.fund_id HAVING sum(entry.amount_fen) <> 0""",
        noop("基金分录合计差 %(yuan)s"),
    ),
    Check(
        "I2",  # 每笔记账借贷相等
        BROKEN,
        """SELECT transfer.key, coalesce(sum(entry.amount_fen), 0), count(entry.id) FROM funds_transfer transfer
             LEFT JOIN funds_entry entry ON entry.transfer_id = transfer.id
            GROUP BY transfer.id HAVING coalesce(sum(entry.amount_fen), 0) <> 0 OR count(entry.id) < 2""",
        noop("记账差 %(yuan)s，分录 %(n)s 条"),
    ),
    Check(
        "I2",  # 对账记录里的封账摘要都还在链上
        BROKEN,
        """SELECT 'seal:' || run.seal_number FROM funds_reconcilerun run
             LEFT JOIN funds_seal seal ON seal.number = run.seal_number
            WHERE run.seal_number > 0 AND (seal.number IS NULL OR encode(seal.digest, 'hex') <> run.seal_digest)""",
        noop("封账链与以前对账时记下的不同，账目可能被截断或重做"),
    ),
    Check(
        "I3",  # 一项决定只有一笔有效付款
        BROKEN,
        f"""SELECT key, count(*) FROM funds_payoutorder
             WHERE state IN ({_LIVE}) GROUP BY key HAVING count(*) > 1""",  # noqa: S608 - our own states
        noop("有 %(n)s 笔有效付款"),
    ),
    Check(
        "I4",  # 每笔应付都有付款单，每张付款单都有应付
        BROKEN,
        """SELECT coalesce(payout.end_to_end_id, transfer.key), coalesce(payout.amount_fen, 0)
             FROM funds_payoutorder payout
             FULL JOIN (SELECT * FROM funds_transfer WHERE kind IN ('obligation', 'retried')) transfer
               ON transfer.key = payout.end_to_end_id
                  || CASE WHEN payout.attempt = 1 THEN ':obligation' ELSE ':retried' END
            WHERE payout.id IS NULL OR transfer.id IS NULL""",
        noop("付款单与应付记账缺一边（%(yuan)s）"),
    ),
    Check(
        "I5",  # 科目余额都能由付款状态说明
        BROKEN,
        f"""SELECT coalesce(books.fund_id, owed.fund_id) || ':' || coalesce(books.code, owed.code),
                   coalesce(books.fen, 0), coalesce(owed.fen, 0)
             FROM (SELECT account.fund_id, account.code, sum(entry.amount_fen) AS fen FROM funds_entry entry
                     JOIN funds_ledgeraccount account ON account.id = entry.account_id
                    WHERE account.kind <> 'memo' GROUP BY account.fund_id, account.code) books
             FULL JOIN (SELECT fund_id, code, sum(fen) AS fen FROM ({_EXPECTED}) parts GROUP BY fund_id, code) owed
               ON owed.fund_id = books.fund_id AND owed.code = books.code
            WHERE coalesce(books.fen, 0) <> coalesce(owed.fen, 0)""",  # noqa: S608 - put together from this file only
        noop("账上 %(yuan)s，按状态应为 %(other_yuan)s"),
    ),
    Check(
        "I6",  # 银行付出的不超过核定
        BROKEN,
        """SELECT payout.end_to_end_id, -sum(line.amount_fen), payout.amount_fen FROM funds_statementline line
             JOIN funds_payoutorder payout ON payout.id = line.payout_id
            GROUP BY payout.id HAVING -sum(line.amount_fen) > payout.amount_fen""",
        noop("银行净付 %(yuan)s，核定 %(other_yuan)s"),
    ),
    Check(
        "I6",  # 一项决定各次付款合计不超过核定
        BROKEN,
        """SELECT max(payout.end_to_end_id), -sum(line.amount_fen), max(payout.amount_fen)
             FROM funds_statementline line JOIN funds_payoutorder payout ON payout.id = line.payout_id
            GROUP BY payout.key HAVING -sum(line.amount_fen) > max(payout.amount_fen)
               AND count(DISTINCT payout.id) > 1""",
        noop("各次净付 %(yuan)s，核定 %(other_yuan)s"),
    ),
    Check(
        "I7",  # 对账单首尾相接
        DIFFERENCE,
        """SELECT later.fund_id || ':' || later.number, later.opening_fen, before.closing_fen
             FROM funds_bankstatement later JOIN funds_bankstatement before
               ON before.fund_id = later.fund_id AND before.number = later.number - 1
            WHERE later.opening_fen <> before.closing_fen""",
        noop("期初 %(yuan)s，上一份期末 %(other_yuan)s"),
    ),
    Check(
        "I7",  # 对账单不缺号
        DIFFERENCE,
        """SELECT fund_id, max(number) - min(number) + 1 - count(*) FROM funds_bankstatement
            GROUP BY fund_id HAVING max(number) - min(number) + 1 <> count(*)""",
        noop("缺 %(n)s 份对账单"),
    ),
    Check(
        "I7",  # 银行存款账等于最新对账单期末
        DIFFERENCE,
        """SELECT newest.fund_id, coalesce(books.fen, 0), newest.closing_fen
             FROM (SELECT DISTINCT ON (fund_id) fund_id, closing_fen FROM funds_bankstatement
                    ORDER BY fund_id, number DESC) newest
             LEFT JOIN (SELECT account.fund_id, sum(entry.amount_fen) AS fen FROM funds_entry entry
                          JOIN funds_ledgeraccount account ON account.id = entry.account_id
                         WHERE account.code = 'bank' GROUP BY account.fund_id) books ON books.fund_id = newest.fund_id
            WHERE coalesce(books.fen, 0) <> newest.closing_fen""",
        noop("账上 %(yuan)s，银行 %(other_yuan)s"),
    ),
    Check(
        "I7",  # 银行流水都有着落
        DIFFERENCE,
        """SELECT line.reference, line.amount_fen FROM funds_statementline line WHERE line.state = 'suspense'""",
        noop("银行流水 %(yuan)s 还说不出是哪一笔，请到“要处理的”查清"),
    ),
    Check(
        "I10",  # 制单、复核、签发不是同一个人，人数够档
        BROKEN,
        """SELECT number, persons FROM funds_batch WHERE state = 'released' AND (
               checked_by_id IS NULL OR checked_by_id = made_by_id OR released_by_id = made_by_id
               OR released_by_id = checked_by_id OR second_by_id IN (made_by_id, checked_by_id, released_by_id)
               OR num_nonnulls(checked_by_id, released_by_id, second_by_id) < signatures)""",
        noop("须 %(n)s 人经手，签字不合"),
    ),
    Check(
        "I11",  # 每笔已付都能追到批次、文件、记账和银行流水
        DIFFERENCE,
        """SELECT payout.end_to_end_id, payout.amount_fen FROM funds_payoutorder payout
             LEFT JOIN funds_batch batch ON batch.id = payout.batch_id AND batch.state = 'released'
             LEFT JOIN funds_bankfile file ON file.id = batch.file_id AND file.sha256 <> ''
            WHERE payout.state IN ('paid', 'returned') AND (
                  NOT EXISTS (SELECT 1 FROM funds_transfer WHERE key = payout.end_to_end_id || ':paid')
               OR NOT EXISTS (SELECT 1 FROM funds_statementline line WHERE line.payout_id = payout.id
                                 AND line.amount_fen = -payout.amount_fen AND line.state <> 'suspense')
               OR ((file.id IS NULL OR NOT EXISTS (SELECT 1 FROM funds_transfer
                                                    WHERE key = payout.end_to_end_id || ':submitted'))
                   AND NOT EXISTS (SELECT 1 FROM funds_correction correction WHERE correction.payout_id = payout.id
                                      AND correction.confirmed_at IS NOT NULL)))""",
        noop("追溯不全（%(yuan)s）"),
    ),
    Check(
        "I12",  # 承诺付出的不超过银行存款
        BROKEN,
        """SELECT fund.code, coalesce(books.fen, 0), coalesce(batched.fen, 0) FROM funds_fund fund
             LEFT JOIN (SELECT account.fund_id, sum(entry.amount_fen) AS fen FROM funds_entry entry
                          JOIN funds_ledgeraccount account ON account.id = entry.account_id
                         WHERE account.code IN ('bank', 'in_transit') GROUP BY account.fund_id) books
               ON books.fund_id = fund.code
             LEFT JOIN (SELECT fund_id, sum(amount_fen) AS fen FROM funds_payoutorder
                         WHERE state = 'batched' GROUP BY fund_id) batched ON batched.fund_id = fund.code
            WHERE coalesce(books.fen, 0) < coalesce(batched.fen, 0)""",
        noop("可用 %(yuan)s，已制单 %(other_yuan)s"),
    ),
)
