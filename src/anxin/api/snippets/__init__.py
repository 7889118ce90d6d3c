"""Snippets for engineers (代码示例): one program a language, a call of it for every endpoint."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Language:
    """A language with the file that signs and sends."""

    key: str
    label: str
    file: str
    runs: str


LANGUAGES: Final = (
    Language("curl", "curl", "anxin.sh", "./anxin.sh"),
    Language("node", "Node", "anxin.mjs", "node anxin.mjs"),
    Language("java", "Java", "Anxin.java", "java Anxin.java"),
    Language("go", "Go", "anxin.go", "go run anxin.go"),
)

_WORDS: Final[dict[str, Any]] = {
    "worker": "990900199005170017",
    "at": "2026-11-23T11:50:00+08:00",
    "happened_at": "2026-11-23T11:50:00+08:00",
    "url": "https://hooks.example/anxin",
    "place": "示范路与试验街路口",
    "narrative": "送餐路上滑倒",
}
"""Values that say more than "string"; the person is one of the sandbox's."""

_ORDER: Final = [{"order_no": "A1", "worker": _WORDS["worker"], "accepted_at": "2026-11-23T11:38:00+08:00"}]


def source(key: str) -> str:
    """The program of a language.

    Raises:
        LookupError: no such language.
    """
    for one in LANGUAGES:
        if one.key == key:
            return (HERE / one.file).read_text(encoding="utf-8")
    raise LookupError(key)


def calls(described: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> list[tuple[str, str]]:
    """How each language calls an endpoint: label and line."""
    body = example(described, operation)
    words = [method.upper(), _filled(path)]
    if body is not None:
        words.append(json.dumps(body, ensure_ascii=False))
    told = " ".join(shlex.quote(word) for word in words)
    before = "ANXIN_IDEMPOTENCY_KEY=k-1 " if _needs_key(operation) else ""
    return [(one.label, f"{before}{one.runs} {told}") for one in LANGUAGES]


def _filled(path: str) -> str:
    parts = [part if "{" not in part else "01936f2a-0000-7000-8000-000000000001" for part in path.split("/")]
    return "/".join(parts)


def _needs_key(operation: dict[str, Any]) -> bool:
    return any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))


def example(described: dict[str, Any], operation: dict[str, Any]) -> Any:
    """A body that fits an operation's description; None when it takes none."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    if schema is None:
        return None
    return _ORDER if schema.get("type") == "array" else _value(described, schema, "")


def _value(described: dict[str, Any], schema: dict[str, Any], name: str) -> Any:
    if "$ref" in schema:
        return _value(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], name)
    if "allOf" in schema or "anyOf" in schema:
        return _value(described, (schema.get("allOf") or schema["anyOf"])[0], name)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if schema.get("type") == "object" or "properties" in schema:
        wanted = schema.get("required", ())
        return {key: _value(described, part, key) for key, part in schema["properties"].items() if key in wanted}
    if schema.get("type") == "array":
        return []
    plain = {"integer": 1, "number": 1, "boolean": True}
    return _WORDS.get(name, plain.get(schema.get("type", ""), "…"))
