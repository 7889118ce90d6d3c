"""``python -m anxin.config.web …``: granian, with the product read before its worker processes begin.

Reading the product takes most of a start. Where a process begins as a copy of another (Linux), the workers share what
was read: two of them start in the time of one, one that died is back at once, and they share the memory. Elsewhere a
worker reads for itself, as with plain granian. The words are granian's own.
"""

import gc
import multiprocessing
import os

from granian.cli import entrypoint


def read_the_product() -> None:
    """Load every model, page and address; nothing is connected or started yet, that is each worker's own affair."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
    import django
    from django.urls import get_resolver

    gc.disable()
    django.setup()
    get_resolver().url_patterns  # noqa: B018 - reading it loads the pages
    gc.freeze()  # the collector would touch, and so copy, what the workers share
    gc.enable()


if __name__ == "__main__":
    if multiprocessing.get_start_method() == "fork":
        read_the_product()
    entrypoint()  # type: ignore[no-untyped-call]
