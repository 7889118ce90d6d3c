"""Typed environment readers that refuse bad values instead of guessing."""

import os
from pathlib import Path


class BadSetting(SystemExit):
    """An environment variable holds something unusable: the process must not start."""


def env_text(name: str, default: str = "") -> str:
    """A text; ``NAME_FILE`` may name a file that holds it (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE: cannot read {path}: {error.strerror}") from error
    return os.environ.get(name, default)


def env_flag(name: str, default: bool) -> bool:
    """``1/true/yes/on`` or ``0/false/no/off``."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} must be one of 1/0/true/false/yes/no/on/off, not {text!r}")


def env_number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """A whole number within bounds."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Comma-separated texts."""
    text = os.environ.get(name, "")
    return [part.strip() for part in text.split(",") if part.strip()] if text.strip() else list(default)


def env_path(name: str, default: Path) -> Path:
    """A folder or file, made absolute."""
    text = os.environ.get(name, "").strip()
    return (Path(text) if text else default).expanduser().absolute()
