"""The door behind every script: ``python main.py NAME [ARGUMENT…]``. Standard library only."""

import os
import sys

from house.say import Stop


def main(name: str, arguments: list[str]) -> int:
    """Run one script and return its exit code."""
    if name == "bootstrap":
        from house.bootstrap import bootstrap

        bootstrap(dev="--dev" in arguments)
        return 0
    if name in {"server", "anxin", "demo"}:
        from house import product

        return product.COMMANDS[name](arguments)
    if name == "check":
        from house.check import check

        return check()
    if name == "test":
        from house.testing import test

        return test(arguments)
    if name == "lock":
        from house.lock import lock

        return lock(arguments)
    raise Stop(f"没有 {name} 这个脚本。", f"There is no script {name}.")


if __name__ == "__main__":
    # Some images forbid it. Our folders are our own; without compiled modules every process starts two seconds later.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
