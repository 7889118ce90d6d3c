"""``python -m anxin COMMAND``: the product's command line (``script/anxin`` runs it in the project's environment)."""

import sys

from anxin.config.commands import run

if __name__ == "__main__":
    sys.exit(run(sys.argv))
