"""Reading the product: everything that is defined, before anything is done."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager


def read_the_models() -> None:
    """Load what a command needs: models, services, who hears what."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
    import django

    with _nothing_collected():
        django.setup()


def read_the_product() -> None:
    """Load the pages and their addresses too, in a process that others begin as copies of.

    Nothing is connected or started yet, that is each process's own affair.
    """
    read_the_models()
    from django.urls import get_resolver

    with _nothing_collected():
        get_resolver().url_patterns  # noqa: B018 - reading it loads the pages


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Do not look for garbage among what is being read, nor ever after: all of it stays.

    The collector would look through it again and again, an eighth of the time of a start, and would touch, and so copy,
    what processes share.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
