"""Where shipped data files lie. Pure, because the reading child has no settings."""

import os
from pathlib import Path
from typing import Final

_SHIPPED: Final = Path(__file__).resolve().parents[3] / "rules"


def rules_root() -> Path:
    """The folder of rules and lists: ``ANXIN_RULES``, else the one shipped."""
    return Path(os.environ.get("ANXIN_RULES") or _SHIPPED)
