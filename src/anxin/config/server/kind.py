"""Whether a data folder holds the demo city or is meant for real use: said once, at its first start, and kept.

A real installation must never become a demo by a forgotten option: a demo shows one-time codes on the screen.
"""

from pathlib import Path

from anxin.config.server.trouble import Trouble

DEMO, EMPTY = "demo", "empty"


def is_demo(data: Path, *, empty: bool | None = None) -> bool:
    """Is this a demo? Decides and remembers at the first call.

    Args:
        empty: what the caller asked for; ``None`` when it did not say.

    Raises:
        Trouble: the folder holds the other kind.
    """
    note = data / "kind"
    if not note.exists():
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text(EMPTY if empty else DEMO, encoding="ascii")
    kind = note.read_text(encoding="ascii").strip()
    if empty and kind == DEMO:
        raise Trouble(
            f"数据目录 {data} 里是演示城市，不能用 --empty 启动。请用 --data 指定另一个目录。",
            f"The data folder {data} holds the demo city and cannot start with --empty. Name another one with --data.",
        )
    return kind == DEMO
