"""QR codes as rows of bits, for pages that draw them without asking anybody."""

from __future__ import annotations

from functools import lru_cache

import segno


@lru_cache(maxsize=4096)
def code_rows(text: str) -> str:
    """``21:1fc...``: the side of the code, then its modules row by row as hexadecimal bits, 1 for dark."""
    matrix = segno.make(text, error="m", micro=False).matrix
    bits = "".join("1" if module else "0" for row in matrix for module in row)
    bits += "0" * (-len(bits) % 4)
    return f"{len(matrix)}:{int(bits, 2):0{len(bits) // 4}x}"
