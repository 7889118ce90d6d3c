"""The simulated bank at work."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from anxin.funds.banks.base import Bank, BankSilent, IncomingFile
from anxin.funds.banks.simulated.books import OPENING_FEN, Books, Vault
from anxin.funds.banks.simulated.faults import Fault, FaultKind
from anxin.funds.banks.simulated.messages import answer_xml, read_order, statement_xml
from anxin.kit.clock import at_time, day_of, local

_FUNDING = "FUNDING"
_PAYMENT = "PAYMENT"
_RETURN = "RETURN"
_CLOSED = ("AC04", "账户已销户")
_POOR = ("AM04", "余额不足")


@dataclass(frozen=True, slots=True)
class BankView:
    """The bank's books as the simulator page shows them."""

    balance_fen: int
    orders: int
    waiting: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]
    faults: tuple[Fault, ...]
    todo: int


class SimulatedBank(Bank):
    """模拟银行."""

    slug = "simulated"
    name = "模拟银行"
    is_simulated = True
    funding_codes = frozenset({_FUNDING})

    def __init__(self, folder: Path | None = None) -> None:
        self.vault = Vault(folder or settings.ANXIN_DATA / "bank" / self.slug)

    # --- the seam ---------------------------------------------------------------------------------------

    def send(self, *, msg_id: str, name: str, content: bytes, at: datetime) -> None:
        with self.vault.open() as books:
            lost = _strike(books, FaultKind.SILENT_BEFORE)
            if not lost:
                self._take(books, msg_id, content, at)
            silent = lost or _strike(books, FaultKind.SILENT_AFTER)
        if silent:
            raise BankSilent("模拟银行没有答复")

    def ask(self, *, msg_id: str, at: datetime) -> bool:
        with self.vault.open() as books:
            if msg_id not in books.orders:
                return False
            items = [
                (e2e, item["status"], *item["reason"]) if item["told"] else (e2e, "PDNG", "", "")
                for e2e, item in books.items.items()
                if item["msg_id"] == msg_id
            ]
            self._answer(books, msg_id, items, at)
        return True

    def collect(self, *, at: datetime) -> Sequence[IncomingFile]:
        with self.vault.open() as books:
            self._open_for_business(books, at)
            self._work_until(books, at)
            return [IncomingFile(name, self.vault.file(name)) for name in books.waiting]

    def again(self, *, since: datetime, at: datetime) -> Sequence[IncomingFile]:
        with self.vault.open() as books:
            names = [name for name, made_at in books.made if datetime.fromisoformat(made_at) >= since]
            return [IncomingFile(name, self.vault.file(name)) for name in names]

    def acknowledge(self, *, name: str) -> None:
        with self.vault.open() as books:
            books.waiting = [waiting for waiting in books.waiting if waiting != name]

    # --- the simulator page -------------------------------------------------------------------------------

    def view(self) -> BankView:
        """What the bank has done, newest entries first."""
        with self.vault.open() as books:
            faults = tuple(Fault.from_plain(kept) for kept in books.faults)
            return BankView(
                books.balance_fen,
                len(books.orders),
                tuple(books.waiting),
                tuple(entry | {"day": date.fromisoformat(entry["day"])} for entry in reversed(books.entries[-50:])),
                faults,
                len(books.todo),
            )

    def fault_add(self, fault: Fault) -> None:
        """From now on, misbehave like this."""
        with self.vault.open() as books:
            books.faults.append(fault.plain())

    def faults_clear(self) -> None:
        """Behave again."""
        with self.vault.open() as books:
            books.faults = []

    def deposit(self, *, amount_fen: int, at: datetime) -> None:
        """Bring money into the fund's account (基金拨入)."""
        with self.vault.open() as books:
            self._open_for_business(books, at)
            _book(books, amount_fen=amount_fen, day=day_of(at), code=_FUNDING, text="基金拨入")

    # --- inside -----------------------------------------------------------------------------------------

    def _open_for_business(self, books: Books, at: datetime) -> None:
        if not books.opened_on:
            opened = day_of(at)
            books.opened_on = opened.isoformat()
            books.closed_until = (opened - timedelta(days=1)).isoformat()
            _book(books, amount_fen=OPENING_FEN, day=opened, code=_FUNDING, text="基金拨入")

    def _take(self, books: Books, msg_id: str, content: bytes, at: datetime) -> None:
        self._open_for_business(books, at)
        if msg_id in books.orders:
            self._answer(books, msg_id, [], at, group=("RJCT", "DUPL"))
            return
        books.orders[msg_id] = hashlib.sha256(content).hexdigest()
        _account, items = read_order(content)
        promised_fen = 0
        for place, item in enumerate(items):
            promised_fen += item["amount_fen"]
            short = promised_fen > books.balance_fen
            books.items[item["e2e"]] = {**item, "msg_id": msg_id, "told": False, "status": "PDNG", "reason": ["", ""]}
            self._plan(books, item["e2e"], place, at, short=short)

    def _plan(self, books: Books, e2e: str, place: int, at: datetime, *, short: bool) -> None:
        """Put into the diary when this payment is answered, booked and perhaps returned."""
        name = books.items[e2e]["name"]
        due = at
        late = _strike(books, FaultKind.LATE, name)
        late = late or (_strike(books, FaultKind.PARTIAL, name) if place % 2 else None)
        if late:
            due = at + timedelta(days=late.days)
        if short or _strike(books, FaultKind.REJECT, name):
            code, reason = _POOR if short else _CLOSED
            _note(books, due, "answer", e2e, status="RJCT", code=code, reason=reason)
            return
        odd = _strike(books, FaultKind.ODD_STATUS, name)
        _note(books, due, "answer", e2e, status="QQQQ" if odd else "ACSC", code="", reason="")
        if odd:
            due += timedelta(days=odd.days)
        _note(books, due, "book", e2e)
        if _strike(books, FaultKind.PAID_TWICE, name):
            _note(books, due, "book", e2e)
        returned = _strike(books, FaultKind.RETURN, name)
        if returned:
            _note(books, due + timedelta(days=returned.days), "return", e2e)

    def _work_until(self, books: Books, at: datetime) -> None:
        """Do what is due, day by day; close each day that has passed."""
        first = date.fromisoformat(books.closed_until) + timedelta(days=1)
        today = day_of(at)
        days = sorted({first, today, today - timedelta(days=1), *(_due_day(note) for note in books.todo)})
        for day in (day for day in days if first <= day <= today):
            moment = at if day == today else at_time(day, 23, 59)
            rejected = self._do_due(books, moment)
            if day < today:
                self._statement(books, day, moment, closes=True)
                books.closed_until = day.isoformat()
            elif rejected or _unstated(books):
                self._statement(books, day, moment, closes=False)

    def _do_due(self, books: Books, moment: datetime) -> bool:
        due = [note for note in books.todo if datetime.fromisoformat(note["due"]) <= moment]
        books.todo = [note for note in books.todo if datetime.fromisoformat(note["due"]) > moment]
        answers: dict[str, list[tuple[str, str, str, str]]] = {}
        for note in due:
            item = books.items[note["e2e"]]
            if note["kind"] == "answer":
                item.update(told=True, status=note["status"], reason=[note["code"], note["reason"]])
                answers.setdefault(item["msg_id"], []).append(
                    (note["e2e"], note["status"], note["code"], note["reason"])
                )
            elif note["kind"] == "book":
                self._pay_out(books, note["e2e"], item, _due_day(note))
            else:
                _book(
                    books,
                    amount_fen=item["amount_fen"],
                    day=_due_day(note),
                    code=_RETURN,
                    text="退汇",
                    e2e=note["e2e"],
                    name=item["name"],
                    reason="AC01",
                )
        for msg_id, items in answers.items():
            self._answer(books, msg_id, items, moment)
        return any(status == "RJCT" for items in answers.values() for _, status, *_rest in items)

    def _pay_out(self, books: Books, e2e: str, item: dict[str, Any], day: date) -> None:
        name, amount_fen = item["name"], item["amount_fen"]
        if _strike(books, FaultKind.WRONG_SUM, name):
            amount_fen -= 1
        if _strike(books, FaultKind.UNKNOWN_ID, name):
            e2e = f"ZZ{e2e[2:]}"
        shown = f"{name[:-1]}某" if _strike(books, FaultKind.NAME_ALTERED, name) else name
        _book(books, amount_fen=-amount_fen, day=day, code=_PAYMENT, text="职业伤害待遇", e2e=e2e, name=shown)

    def _answer(
        self, books: Books, msg_id: str, items: Sequence[Sequence[str]], at: datetime, group: tuple[str, str] = ("", "")
    ) -> None:
        books.file_number += 1
        reference = f"SIMA{books.file_number:08d}"
        done = all(status not in ("PDNG",) for _, status, *_rest in items)
        content = answer_xml(
            reference=reference,
            made_at=local(at).isoformat(timespec="seconds"),
            order_msg_id=msg_id,
            group=group if group[0] else ("ACCP" if done else "PART", ""),
            items=items,
        )
        self._put_out(books, f"{reference}.pain002.xml", content, at)

    def _statement(self, books: Books, day: date, at: datetime, *, closes: bool) -> None:
        books.statement_number += 1
        reference = f"SIMS{books.statement_number:08d}"
        entries = _unstated(books)
        content = statement_xml(
            reference=reference,
            made_at=local(at + timedelta(seconds=1)).isoformat(timespec="seconds"),
            account=settings.ANXIN_FUNDS["injury"]["account_number"],
            number=books.statement_number,
            day=day.isoformat(),
            closes=closes,
            opening_fen=books.stated_fen,
            entries=entries,
        )
        for entry in entries:
            entry["stated"] = True
        books.stated_fen = books.balance_fen
        self._put_out(books, f"{reference}.camt053.xml", content, at)

    def _put_out(self, books: Books, name: str, content: bytes, at: datetime) -> None:
        names = [name]
        books.made.append([name, at.isoformat()])
        self.vault.put_file(name, content)
        if _strike(books, FaultKind.BROKEN_FILE):
            names.insert(0, f"part-{name}")
            self.vault.put_file(names[0], content[: len(content) * 2 // 3])
        if _strike(books, FaultKind.DUPLICATE):
            names.append(f"again-{name}")
            self.vault.put_file(names[-1], content)
        books.waiting = [*names, *books.waiting] if _strike(books, FaultKind.REORDER) else [*books.waiting, *names]


def _strike(books: Books, kind: FaultKind, payee: str = "") -> Fault | None:
    """The first fault whose occasion this is; one that is used up is removed."""
    for place, kept in enumerate(books.faults):
        fault = Fault.from_plain(kept)
        if fault.strikes(kind, payee):
            if fault.times == 1:
                del books.faults[place]
            elif fault.times > 1:
                books.faults[place] = replace(fault, times=fault.times - 1).plain()
            return fault
    return None


def _note(books: Books, due: datetime, kind: str, e2e: str, **more: str) -> None:
    books.todo.append({"due": due.isoformat(), "kind": kind, "e2e": e2e, **more})


def _due_day(note: dict[str, Any]) -> date:
    return day_of(datetime.fromisoformat(note["due"]))


def _book(
    books: Books, *, amount_fen: int, day: date, code: str, text: str, e2e: str = "", name: str = "", reason: str = ""
) -> None:
    books.entry_number += 1
    books.entries.append(
        {
            "ref": f"SIM{day:%Y%m%d}{books.entry_number:08d}",
            "day": day.isoformat(),
            "amount_fen": amount_fen,
            "code": code,
            "text": text,
            "e2e": e2e,
            "name": name,
            "reason": reason,
            "stated": False,
        }
    )


def _unstated(books: Books) -> list[dict[str, Any]]:
    return [entry for entry in books.entries if not entry["stated"]]
