"""Reading the whole product, by a process that others begin as copies of."""

import gc
import os


def read_the_product() -> None:
    """Load every model, page and address; nothing is connected or started yet, that is each process's own affair."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
    import django
    from django.urls import get_resolver

    gc.disable()
    django.setup()
    get_resolver().url_patterns  # noqa: B018 - reading it loads the pages
    gc.freeze()  # the collector would touch, and so copy, what the processes share
    gc.enable()
