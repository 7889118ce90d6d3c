"""``bench read``: how well and how fast papers are read, beside plain text recognition in the same run.

Papers are drawn with their truth in thirty-five layouts and every font of this machine, as a clean scan and in three
hardnesses of photograph. ``ANXIN_BENCH_PAPERS`` says how many of each layout (default 2). With ``ANXIN_BENCH_MISSES``
set to a file, what was read wrongly is written there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from anxin.documents.bench import clinic, receipts
from anxin.documents.bench.papers import HELD_OUT, STRANGERS, TUNED, a_paper, photographs
from anxin.documents.bench.raw import RawReader, raw_hits
from anxin.documents.bench.receipts import Drawn
from anxin.documents.bench.scoring import Score, score
from anxin.documents.reading.base import Limits, ReadResult
from anxin.documents.reading.runner import READERS_MOST, Bounds, peak_mb, read_in_child, warm_up
from anxin.documents.specimens.cases import ANKLE, RIB
from anxin.documents.specimens.papers import receipt_xml
from anxin.documents.specimens.sheets import Fonts, ofd, pdf
from anxin.documents.types import PaperKind
from anxin.kit.clock import monotonic
from anxin.policy.benchmarks import Figure

TO_REACH: Final = {
    ("scan", "keys"): "99.5",
    ("ordinary", "keys"): "99",
    ("hard", "keys"): "95",
    ("scan", "rows"): "98",
    ("ordinary", "rows"): "97",
    ("hard", "rows"): "90",
    ("ordinary", "others"): "99",
    ("hard", "others"): "95",
}
_RAW_EVERY: Final = 6
_HARDNESSES: Final = ("scan", "ordinary", "hard")


@dataclass(slots=True)
class _Run:
    """What one hardness came to."""

    receipts: Score = field(default_factory=Score)
    held_out: Score = field(default_factory=Score)
    others: Score = field(default_factory=Score)
    strangers: Score = field(default_factory=Score)
    milliseconds: list[int] = field(default_factory=list)
    raw_milliseconds: list[int] = field(default_factory=list)
    raw_found: int = 0
    raw_texts: int = 0

    def all(self) -> Score:
        total = Score()
        for part in (self.receipts, self.held_out, self.others, self.strangers):
            total.add(part)
        return total

    def raw(self) -> str:
        share = _percent(self.raw_found, self.raw_texts)
        return (
            f"plain recognition finds {share:.1f} % of the texts, {_middle(self.raw_milliseconds) / 1000:.1f} s a page"
        )


def read() -> list[Figure]:
    """Everything about reading papers."""
    bounds = Bounds()
    warm_up(bounds)
    _reading(_photo(0), bounds)
    count = int(os.environ.get("ANXIN_BENCH_PAPERS", "2"))
    raw = RawReader()
    runs = {hardness: _measured(hardness, count, raw, bounds) for hardness in _HARDNESSES}
    figures = [figure for hardness, run in runs.items() for figure in _figures(hardness, run)]
    figures += [*_sure(runs), *_texts(count, bounds), *_data(bounds), *_awful(count, bounds), *_speed(runs, bounds)]
    _misses(runs)
    return figures


def _reading(content: bytes, bounds: Bounds) -> ReadResult:
    return read_in_child(name="", content=content, kind=None, limits=Limits(), bounds=bounds)


def _measured(hardness: str, count: int, raw: RawReader, bounds: Bounds) -> _Run:
    run = _Run()
    shots = photographs(
        Path(settings.ANXIN_NODE_MODULES), hardness, count, [*TUNED, *(STRANGERS if hardness != "scan" else ())]
    )
    for number, (drawn, photo) in enumerate(shots):
        started = monotonic()
        result = _reading(photo, bounds)
        run.milliseconds.append(round(1000 * (monotonic() - started)))
        name = f"{hardness}/{drawn.layout}/{number}"
        _part(run, drawn).add(score(drawn.kind, drawn.truth, result, name))
        if number % _RAW_EVERY == 0:
            started = monotonic()
            text = raw.text(photo)
            run.raw_milliseconds.append(round(1000 * (monotonic() - started)))
            found, texts = raw_hits(drawn.truth, text)
            run.raw_found, run.raw_texts = run.raw_found + found, run.raw_texts + texts
    return run


def _part(run: _Run, drawn: Drawn) -> Score:
    if drawn.layout in STRANGERS:
        return run.strangers
    if drawn.layout in HELD_OUT:
        return run.held_out
    return run.receipts if drawn.kind is PaperKind.RECEIPT else run.others


def _figures(hardness: str, run: _Run) -> Iterator[Figure]:
    def bar(key: str) -> str:
        return f"{TO_REACH.get((hardness, key), '–')} %"

    told = run.receipts
    yield _share(f"receipts, {hardness}: key fields", told.keys_right, told.keys, bar("keys"), run.raw())
    yield _share(
        f"receipts, {hardness}: item lines", told.rows_right, told.rows, bar("rows"), f"{told.papers} receipts"
    )
    kept = run.held_out
    yield _share(
        f"held-out layout, {hardness}: key fields", kept.keys_right, kept.keys, bar("keys"), f"{kept.papers} receipts"
    )
    yield _share(
        f"held-out layout, {hardness}: item lines", kept.rows_right, kept.rows, bar("rows"), f"{kept.papers} receipts"
    )
    rest = run.others
    yield _share(
        f"other papers, {hardness}: key fields", rest.keys_right, rest.keys, bar("others"), f"{rest.papers} papers"
    )
    late = run.strangers
    if late.papers:
        yield _share(
            f"strangers, {hardness}: key fields", late.keys_right, late.keys, bar("others"), f"{late.papers} papers"
        )
        yield _share(
            f"strangers, {hardness}: item lines", late.rows_right, late.rows, bar("rows"), f"{late.papers} papers"
        )
    whole = run.all()
    yield _share(f"kind of paper, {hardness}", whole.kinds_right, whole.papers, "99.5 %", f"{whole.papers} papers")


def _sure(runs: dict[str, _Run]) -> Iterator[Figure]:
    total = Score()
    for run in runs.values():
        total.add(run.all())
    share = _percent(total.wrong_and_sure, total.fields)
    yield Figure("wrong values reported with high confidence", share, "%", "at most 0.2 %", f"{total.fields} fields")


def _texts(count: int, bounds: Bounds) -> Iterator[Figure]:
    """Receipts and certificates as PDF and OFD with text."""
    fonts = Fonts(Path(settings.ANXIN_NODE_MODULES))
    makers: dict[str, Callable[[Any], bytes]] = {"PDF": lambda paper: pdf(paper, fonts), "OFD": ofd}
    for name, make in makers.items():
        total, times = Score(), []
        for layout in (*receipts.LAYOUTS, *clinic.LAYOUTS, *STRANGERS):
            drawn = a_paper(layout, count)
            content = make(drawn.paper)
            started = monotonic()
            result = _reading(content, bounds)
            times.append(round(1000 * (monotonic() - started)))
            total.add(score(drawn.kind, drawn.truth, result, f"{name}/{layout}"))
        for miss in total.misses:
            _note(miss)
        yield _share(f"{name} with text: key fields", total.keys_right, total.keys, "100 %", f"{total.papers} papers")
        yield _share(f"{name} with text: item lines", total.rows_right, total.rows, "100 %", f"{total.rows} lines")
        yield Figure(f"{name} with text: time", _middle(times) / 1000, "s", "0.3 s", f"longest {max(times)} ms")


def _data(bounds: Bounds) -> Iterator[Figure]:
    """The data file of a receipt, by itself."""
    times, right = [], 0
    for story in (RIB, ANKLE) * 5:
        started = monotonic()
        result = _reading(receipt_xml(story), bounds)
        times.append(round(1000 * (monotonic() - started)))
        found = {name: one.value for name, one in result.fields.items()}
        right += (found["ticket_number"], found["total_fen"]) == (story.ticket_number, story.total_fen)
    yield _share("XML of a receipt: number and total", right, len(times), "100 %", "the two drawn cases, five times")
    yield Figure("XML of a receipt: time", _middle(times) / 1000, "s", "0.3 s", f"longest {max(times)} ms")


def _awful(count: int, bounds: Bounds) -> Iterator[Figure]:
    layouts = [*receipts.LAYOUTS, "certificate", "ordinary"]
    total = Score()
    for drawn, photo in photographs(Path(settings.ANXIN_NODE_MODULES), "awful", count, layouts):
        total.add(score(drawn.kind, drawn.truth, _reading(photo, bounds), f"awful/{drawn.layout}"))
    for miss in (one for one in total.misses if "SURE" in one):
        _note(miss)
    reference = f"{total.wrong_and_sure} of {total.fields} fields guessed with high confidence"
    yield _share("awful photographs refused with advice", total.refused, total.papers, "–", reference)


def _speed(runs: dict[str, _Run], bounds: Bounds) -> Iterator[Figure]:
    times = runs["ordinary"].milliseconds
    yield Figure("one ordinary photograph", _middle(times) / 1000, "s", "3 s", f"longest {max(times) / 1000:.1f} s")
    photos = [_photo(number) for number in range(5)]
    with ThreadPoolExecutor(READERS_MOST) as both:
        list(both.map(lambda photo: _reading(photo, bounds), photos[:READERS_MOST]))  # both readers are warm after it
        started = monotonic()
        list(both.map(lambda photo: _reading(photo, bounds), photos))
        took = monotonic() - started
    yield Figure("five photographs of a claim", took, "s", "10 s", f"load {os.getloadavg()[0]:.1f}")
    yield Figure(
        "memory of one reading worker at its peak", peak_mb(), "MB", "1,500 MB", "after all papers of this run"
    )


def _photo(number: int) -> bytes:
    layout = ("itemised", "certificate", "prescription", "simple", "application")[number]
    return next(iter(photographs(Path(settings.ANXIN_NODE_MODULES), "ordinary", 1, [layout])))[1]


def _share(name: str, part: int, whole: int, bar: str, reference: str) -> Figure:
    return Figure(name, _percent(part, whole), "%", bar, f"{part} of {whole}; {reference}")


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _middle(values: list[int]) -> float:
    return float(sorted(values)[len(values) // 2]) if values else 0.0


_noted: Final[list[str]] = []


def _note(miss: str) -> None:
    _noted.append(miss)


def _misses(runs: dict[str, _Run]) -> None:
    if path := os.environ.get("ANXIN_BENCH_MISSES"):
        lines = [miss for run in runs.values() for miss in run.all().misses] + _noted
        Path(path).write_text("\n".join(lines), encoding="utf-8")


BENCHMARKS: Final = {"read": read}
