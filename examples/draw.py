"""Draw the two real cases into this folder, or another: ``.venv/bin/python examples/draw.py [FOLDER]``.

The papers themselves are described in ``anxin.documents.specimens``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")


def main() -> None:
    from django.conf import settings

    from anxin.documents.specimens.cases import draw
    from anxin.documents.specimens.sheets import Fonts

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    draw(target, Fonts(Path(settings.ANXIN_NODE_MODULES)))


if __name__ == "__main__":
    main()
