"""``script/anxin catalogue import FILE --year YEAR``: make an official list the one of a year; ``list`` shows them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.documents.catalogue import BadCatalogue
from anxin.documents.catalogue_lists import Prepared, keep, kept, prepare
from anxin.kit import clock
from anxin.kit.errors import BadInput

_SHOWN_MOST = 20


class Command(BaseCommand):
    help = "导入药品、诊疗项目、耗材目录（CSV 或 XLSX）。 Import official lists of drugs, services and materials."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        load = what.add_parser("import", help="make a file the list of a year; the one before is kept")
        load.add_argument("file", type=Path)
        load.add_argument("--year", type=int, required=True)
        load.add_argument("--partly", action="store_true", help="import although some lines cannot be used")
        load.add_argument("--try", dest="dry", action="store_true", help="only say what would be imported")
        what.add_parser("list", help="show the lists imported so far with their checksums")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "list":
            for name, checksum, entries in kept():
                self.stdout.write(f"{name}  {entries} 项  {checksum}")
            return
        prepared = self._prepared(options["file"])
        self._say_left(prepared, options["partly"])
        if options["dry"]:
            self.stdout.write(f"可导入 {prepared.entries} 项，校验值 {prepared.sha256}。没有保存。")
            return
        try:
            path = keep(options["year"], prepared, at=clock.now())
        except BadCatalogue as error:
            raise CommandError(f"目录前后矛盾，没有导入：{error}") from error
        self.stdout.write(f"已导入 {options['year']} 年目录 {prepared.entries} 项，校验值 {prepared.sha256}：{path}")

    def _prepared(self, path: Path) -> Prepared:
        try:
            return prepare(path.name, path.read_bytes(), progress=self._progress)
        except OSError as error:
            raise CommandError(f"打不开 {path}：{error.strerror}。请检查路径。") from error
        except BadInput as error:
            raise CommandError(str(error)) from error

    def _progress(self, done: int) -> None:
        self.stderr.write(f"\r已处理 {done:,} 行 …", ending="")
        self.stderr.flush()

    def _say_left(self, prepared: Prepared, partly: bool) -> None:
        if not prepared.left:
            return
        shown = "\n".join(f"  第 {one.line} 行：{one.reason}" for one in prepared.left[:_SHOWN_MOST])
        said = f"有 {len(prepared.left)} 行不能用：\n{shown}"
        if not partly:
            raise CommandError(f"{said}\n没有导入。改好后重来，或加 --partly 只导入其余的行。")
        self.stderr.write(said)
