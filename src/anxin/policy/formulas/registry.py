"""Every formula by ``name@version``, and the digest of each version's module."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType, ModuleType

from anxin.policy.engine.formula import Amount, Derivation
from anxin.policy.formulas import (
    approval_limit_v1,
    cap_v1,
    claimed_v1,
    days_between_v1,
    deposit_base_v1,
    deposit_cap_v1,
    deposit_clean_v1,
    deposit_exempt_v1,
    deposit_raise_v1,
    located_v1,
    none_listed_v1,
    proposed_v1,
    three_elements_v1,
)

_MODULES: dict[str, ModuleType] = {
    "approval_limit@1": approval_limit_v1,
    "cap@1": cap_v1,
    "claimed@1": claimed_v1,
    "days_between@1": days_between_v1,
    "deposit_base@1": deposit_base_v1,
    "deposit_cap@1": deposit_cap_v1,
    "deposit_clean@1": deposit_clean_v1,
    "deposit_exempt@1": deposit_exempt_v1,
    "deposit_raise@1": deposit_raise_v1,
    "located@1": located_v1,
    "none_listed@1": none_listed_v1,
    "proposed@1": proposed_v1,
    "three_elements@1": three_elements_v1,
}

FORMULAS: Mapping[str, Derivation | Amount] = MappingProxyType(
    {name: module.FORMULA for name, module in _MODULES.items()}
)


def formula_digests() -> dict[str, str]:
    """SHA-256 of the source of each formula version: a released one must never change (``rules/releases.lock``)."""
    return {
        name: sha256(Path(str(module.__file__)).read_bytes()).hexdigest() for name, module in sorted(_MODULES.items())
    }
