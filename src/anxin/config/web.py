"""``python -m anxin.config.web …``: granian, with the product read before its worker processes begin.

Where a process begins as a copy of another (Linux), the workers share what was read: two of them start in the time of
one, one that died is back at once, and they share the memory. Elsewhere a worker reads for itself, as with plain
granian. The words are granian's own.
"""

import multiprocessing

from granian.cli import entrypoint

from anxin.config.product import read_the_product

if __name__ == "__main__":
    if multiprocessing.get_start_method() == "fork":
        read_the_product()
    entrypoint()  # type: ignore[no-untyped-call]
