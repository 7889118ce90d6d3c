"""``script/anxin read FILE… [--json]``: read documents and print kind, fields, confidence, problems."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.documents.checks import findings
from anxin.documents.fields import specs
from anxin.documents.reading.base import ReadResult
from anxin.documents.reading.runner import Bounds, read_in_child
from anxin.documents.services.files import limits
from anxin.documents.types import KIND_NAMES, FieldType, PaperKind
from anxin.kit.money import yuan_sign


class Command(BaseCommand):
    help = "Read documents: kind, fields, confidence, problems. Nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--json", action="store_true", help="print JSON: one object, or a list for several files")
        parser.add_argument("--kind", choices=[kind.value for kind in PaperKind], help="what the paper is, if known")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = PaperKind(options["kind"]) if options["kind"] else None
        results = [(path, _read(path, kind)) for path in options["files"]]
        if options["json"]:
            answers = [_answer(path, result) for path, result in results]
            self.stdout.write(json.dumps(answers if len(answers) > 1 else answers[0], ensure_ascii=False, indent=2))
        else:
            for path, result in results:
                self.stdout.write("\n".join(_lines(path, result)))
        if not all(result.readable for _, result in results):
            raise CommandError("有文件没能读出来，原因见上。", returncode=1)


def _read(path: Path, kind: PaperKind | None) -> ReadResult:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"打不开 {path}：{error.strerror}。请检查路径。", returncode=2) from error
    bounds = Bounds(memory_mb=settings.ANXIN_READING_MEMORY_MB, seconds=settings.ANXIN_READING_SECONDS)
    return read_in_child(name=path.name, content=content, kind=kind, limits=limits(), bounds=bounds)


def _answer(path: Path, result: ReadResult) -> dict[str, Any]:
    """The documented shape: every field of the kind, missing ones as ``null``."""
    data = result.as_json()
    values = _values(result)
    return {
        "file": str(path),
        "kind": data["kind"],
        "kind_confidence": data["kind_confidence"],
        "fields": values,
        "confidence": {name: item["confidence"] for name, item in data["fields"].items()},
        "boxes": {name: item["boxes"] for name, item in data["fields"].items()},
        "problems": [*data["problems"], *_findings(result, values)],
        "readable": data["readable"],
        "media_type": data["media_type"],
        "reader": data["reader"],
        "milliseconds": data["milliseconds"],
        "others": [_answer(path, other) for other in result.others],
    }


def _values(result: ReadResult) -> dict[str, Any]:
    return {
        spec.name: result.fields[spec.name].value if spec.name in result.fields else None for spec in specs(result.kind)
    }


def _findings(result: ReadResult, values: dict[str, Any]) -> list[dict[str, str]]:
    return [{"code": one.code, "sentence": one.sentence, "field": one.field} for one in findings(result.kind, values)]


def _lines(path: Path, result: ReadResult) -> list[str]:
    kind = KIND_NAMES[result.kind] if result.kind else "没有认出种类"
    lines = [f"{path}: {kind} ({result.kind_confidence:.2f}), {result.milliseconds} ms"]
    for spec in specs(result.kind):
        found = result.fields.get(spec.name)
        said = _said(spec.type, found.value) if found else "—"
        lines.append(f"  {spec.name:<20} {found.confidence if found else 0:.2f}  {said}")
    answer = _answer(path, result)
    return [*lines, *(f"  ! {problem['sentence']}" for problem in answer["problems"])]


def _said(kind: FieldType, value: Any) -> str:
    if kind is FieldType.MONEY:
        return yuan_sign(value)
    if kind is FieldType.ROWS:
        return "; ".join(" ".join(str(part) for part in row.values() if part is not None) for row in value)
    return "、".join(value) if isinstance(value, list) else str(value)
