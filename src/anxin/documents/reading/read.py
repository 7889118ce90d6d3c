"""The whole way of one file: what is it, its pages, its kind, its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from anxin.documents.reading import formats  # noqa: F401 - registers the readers
from anxin.documents.reading.base import Limits, NotReadable, ReadResult, Source, reader_for, unreadable
from anxin.documents.reading.classify import classify
from anxin.documents.reading.coach import LETTERS_LEAST, advice, refusal
from anxin.documents.reading.extract import extract
from anxin.documents.reading.sniff import media_type
from anxin.documents.types import KIND_NAMES, PaperKind, Problem
from anxin.kit.clock import monotonic

_SURE_OF_KIND: Final = 0.8


def read_bytes(name: str, content: bytes, *, kind: PaperKind | None = None, limits: Limits | None = None) -> ReadResult:
    """Read a document: its kind, its fields with confidence and place, and what is wrong with it.

    Args:
        name: for people only; the type comes from the content.
        kind: what the uploader says it is; fields of that kind are looked for.

    Returns:
        A result with ``readable=False`` and one problem when the file cannot be opened.
    """
    started = monotonic()
    limits = limits or Limits()
    try:
        found = media_type(content, limits)
        source = reader_for(found)(content, limits)
    except NotReadable as refusal:
        return unreadable(refusal.code, refusal.sentence)
    result = _of_several(tuple(_all((source,))), found, kind) if source.others else _understood(source, found, kind)
    return replace(result, look=source.look, milliseconds=round((monotonic() - started) * 1000))


def _all(sources: Iterable[Source]) -> Iterator[Source]:
    """Papers with the papers beside them, to any depth."""
    for source in sources:
        yield source
        yield from _all(source.others)


def _of_several(sources: Sequence[Source], found: str, told: PaperKind | None) -> ReadResult:
    """Of several papers in one file the one that was meant, with the others beside it and a sentence about them."""
    meant = next((one for one in sources if told is not None and classify(one)[0] is told), sources[0])
    main = _understood(meant, found, told)
    others = tuple(_understood(one, found, None) for one in sources if one is not meant)
    names = "、".join(_name(one) for one in (main, *others))
    said = f"这里有 {len(sources)} 份材料：{names}。这一份按“{_name(main)}”收下，其余请分开再交。"
    return replace(main, problems=(Problem("several", said), *main.problems), others=others)


def _name(result: ReadResult) -> str:
    return KIND_NAMES[result.kind] if result.kind else "其他材料"


def _understood(source: Source, found: str, told: PaperKind | None) -> ReadResult:
    refused = refusal(source.legibility, told) if told is not PaperKind.SCENE_PHOTO and not _coded(source) else None
    if refused is not None:
        return _refused(source, found, told, refused)
    guess, confidence = classify(source)
    kind = told or guess
    fields, problems = extract(kind, source) if kind else ({}, ())
    problems += advice(kind, source, fields)
    if told and guess and told is not guess and confidence >= _SURE_OF_KIND:
        said = f"这份材料放在“{KIND_NAMES[told]}”里，但看起来像“{KIND_NAMES[guess]}”。请确认有没有放错。"
        problems = (Problem("other_kind", said), *problems)
    return ReadResult(
        reader=source.reader,
        media_type=found,
        kind=told or guess,
        kind_confidence=confidence,
        fields=fields,
        problems=(*source.problems, *problems),
        pages=len(source.pages),
        previews=source.previews,
    )


def _coded(source: Source) -> bool:
    """Is there a code on it that speaks for itself, where the letters do not?"""
    return source.legibility is not None and source.legibility.letters < LETTERS_LEAST and bool(source.pages[0].codes)


def _refused(source: Source, found: str, told: PaperKind | None, why: Problem) -> ReadResult:
    """A picture that nobody could read surely: it is shown, and nothing on it is guessed."""
    return ReadResult(
        reader=source.reader,
        media_type=found,
        kind=told,
        kind_confidence=0.0,
        fields={},
        problems=(why,),
        pages=len(source.pages),
        previews=source.previews,
        readable=False,
    )
