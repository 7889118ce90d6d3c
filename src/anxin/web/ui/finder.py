"""Static files out of node_modules: a short list in the settings, nothing copied into the repository."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class NpmFinder(BaseFinder):
    """Serves the files named in ``ANXIN_NPM_FILES`` (address -> path in node_modules)."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = settings.ANXIN_NPM_FILES.get(path)
        found = source and Path(settings.ANXIN_NODE_MODULES, source)
        return str(found) if found and found.is_file() else []

    def list(self, ignore_patterns: Any) -> Iterator[Any]:
        for address, source in settings.ANXIN_NPM_FILES.items():
            found = Path(settings.ANXIN_NODE_MODULES, source)
            if found.is_file():
                yield address, _OneFile(found)


class _OneFile(FileSystemStorage):
    """A storage that knows one file under another name."""

    prefix = ""

    def __init__(self, source: Path) -> None:
        super().__init__(location=source.parent)
        self.source = source

    def path(self, name: str) -> str:
        return str(self.source)
