"""Letters (文书): forms, decisions and receipts as PDF/A with the Chinese font embedded.

The same data gives the same bytes: no clock, no system font, no network.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, Refused

SIGNATURE_BYTES_MOST: Final = 200_000
SIGNATURE_SIDE_MOST: Final = 2000
_FOLDER: Final = Path(__file__).parent
_FONT_FOLDER: Final = Path("@expo-google-fonts/noto-sans-sc")
_FONTS: Final = ("400Regular", "700Bold")
_PNG: Final = b"\x89PNG\r\n\x1a\n"

_NEEDS: Final = {
    "application": """number name id_number phone platform happened_at order place story hospital diagnosis claimed
        account wishes statements signed_on signature""",
    "consent": "title number version digest name id_number paragraphs signed_on signature",
    "decision": """number rules digest name opening amount amount_words payment items lines would_change objection org
        decided_on decided_by""",
    "objection_kept": """title number rules digest name opening first said late reason articles outside org
        decided_on decided_by""",
    "premium_statement": """number platform month orders uncounted amount amount_words received due_on rules lines""",
    "refusal": """number rules digest name happened_on case_number claimed reasons would_change objection org decided_on
        decided_by checked_by""",
    "wage_letter": """title number case_number to paragraphs list_title headers rows widths sums remedies org decided_on
        officers""",
    "report_receipt": "number name reported_at happened_at order place handler handler_phone steps",
}

LETTERS: Final[dict[str, frozenset[str]]] = {name: frozenset(needs.split()) for name, needs in _NEEDS.items()}
"""Template name -> the data it needs. Lists hold objects; see the template beside this file."""


class NoFont(Refused):
    """The Chinese font is not installed."""

    status = 503


def render(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """A letter as PDF/A-2b.

    Args:
        template: a key of :data:`LETTERS`.
        data: text, lists and objects of text; ``signature`` is a PNG as bytes, or ``None``.
        at: the moment it is made; it stands in the file's metadata.

    Raises:
        LookupError: no such letter, or data is missing: a mistake of the caller.
        BadInput: the signature is not a small PNG.
        NoFont: the front-end packages are not installed.
    """
    missing = LETTERS[template] - set(data)
    if missing:
        raise LookupError(f"letter {template} lacks {', '.join(sorted(missing))}")
    content = {name: _plain(name, data[name]) for name in LETTERS[template]}
    content["made_on"] = [(day := day_of(at)).year, day.month, day.day]
    pdf: bytes = typst.compile(
        str(_FOLDER / f"{template}.typ"),
        root=str(_FOLDER),
        font_paths=font_files(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        pdf_standards="a-2b",
    )
    return pdf


@lru_cache(maxsize=1)
def font_files() -> list[str]:
    """Folders of the Chinese font, from the pinned front-end package.

    Raises:
        NoFont: it is not there.
    """
    folders = [Path(settings.ANXIN_NODE_MODULES) / _FONT_FOLDER / weight for weight in _FONTS]
    if not all(folder.is_dir() for folder in folders):
        raise NoFont(_("中文字体没有安装，文书生成不了。请系统管理员运行 script/bootstrap 后再试。"))
    return [str(folder) for folder in folders]


def _plain(name: str, value: Any) -> Any:
    if name == "signature":
        return list(signature_parse(value)) if value is not None else None
    return value


def signature_parse(content: bytes) -> bytes:
    """A signature drawn by finger: a small PNG.

    Raises:
        BadInput: anything else.
    """
    if len(content) > SIGNATURE_BYTES_MOST or not content.startswith(_PNG) or len(content) < 24:
        raise BadInput(_("签名没有传成功，请清除后重新签一次。"), field="signature")
    width, height = struct.unpack(">II", content[16:24])
    if not 0 < width <= SIGNATURE_SIDE_MOST or not 0 < height <= SIGNATURE_SIDE_MOST:
        raise BadInput(_("签名没有传成功，请清除后重新签一次。"), field="signature")
    return content
