"""Static files under their plain names, so that a page test does not depend on a build."""

from functools import cached_property

from django.contrib.staticfiles.storage import StaticFilesStorage


class PlainNames(StaticFilesStorage):
    """Works out each address once: a page has two dozen."""

    @cached_property
    def _known(self) -> dict[str, str]:
        return {}

    def url(self, name: str | None) -> str:
        """The address of a file."""
        assert name
        return self._known.get(name) or self._known.setdefault(name, super().url(name))
