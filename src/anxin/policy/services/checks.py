"""Checking packs as text: what an analyst typed, or what came with the software."""

from collections.abc import Iterator

from anxin.policy.engine.checking import Finding, check
from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.golden import cases_from
from anxin.policy.engine.pack import Pack
from anxin.policy.engine.schema import pack_from
from anxin.policy.formulas.registry import FORMULAS
from anxin.policy.services.shipped import shipped_packs


def text_findings(pack_text: str, cases_text: str) -> tuple[Pack | None, tuple[Finding, ...]]:
    """Read and check a pack with its golden cases; the pack is None when it cannot be read at all."""
    try:
        pack = pack_from(pack_text)
    except BadPack as error:
        return None, (Finding(error.line, error.plain),)
    try:
        cases = cases_from(cases_text) if cases_text.strip() else ()
    except BadPack as error:
        return pack, (Finding(0, f"样例文件第 {error.line} 行：{error.plain}"),)
    return pack, check(pack, cases, FORMULAS)


def shipped_findings() -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Every shipped pack with what was found in it."""
    for shipped in shipped_packs():
        yield shipped.pack.name, text_findings(shipped.pack_bytes.decode(), shipped.case_bytes.decode())[1]
