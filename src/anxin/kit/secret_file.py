"""The installation's own secrets: one file beside the data, made on first use, readable by its owner only."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from anxin.kit.env import BadSetting


def load_or_create(path: Path) -> dict[str, Any]:
    """Read the secrets file; make it when it is not there.

    The file is linked into place, so two processes that start together agree on one set of keys.

    Returns:
        ``secret_key`` (text), ``field_keys`` (number -> 64 hex digits), ``index_key`` (64 hex digits).
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "field_keys": {"1": secrets.token_hex(32)},
            "index_key": secrets.token_hex(32),
        }
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(made, indent=1), encoding="utf-8")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadSetting(f"cannot read the secrets file {path}: {error}") from error
    if path.stat().st_mode & 0o077:
        raise BadSetting(f"the secrets file {path} may be read by others: run chmod 600 on it")
    missing = {"secret_key", "field_keys", "index_key"} - set(held)
    if missing:
        raise BadSetting(f"the secrets file {path} lacks {', '.join(sorted(missing))}")
    return dict(held)
