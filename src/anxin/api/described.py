"""The description with every answer an endpoint can give: what goes wrong is part of the contract (RFC 9457)."""

from __future__ import annotations

from typing import Any, Final

from anxin.api.problems import MEDIA_TYPE, TITLES

ALWAYS: Final = (401, 403, 422, 429, 500, 503)
WITH_BODY: Final = (400, 409, 413, 415)
WITH_OBJECT: Final = (404, 409)
METHODS: Final = ("get", "post", "put", "patch", "delete")

PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "出错时的答复（RFC 9457）。",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "问题类型，地址里 # 之后是短名"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "一句可以照着做的话"},
        "instance": {"type": "string", "description": "请求编号，也在 X-Request-Number 里"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}

SECURITY: Final[dict[str, Any]] = {
    "simple": {
        "type": "apiKey",
        "in": "header",
        "name": "Anxin-Key",
        "description": "简单签名：Anxin-Key、Anxin-Time、Anxin-Nonce、Content-Digest、Anxin-Signature 五个请求头。",
    },
    "messages": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature-Input",
        "description": "HTTP 消息签名（RFC 9421），hmac-sha256，带 nonce 和 content-digest。",
    },
}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Add problems and ways of signing to a description."""
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = SECURITY
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                _describe(path, methods[method])
    return schema


def _describe(path: str, operation: dict[str, Any]) -> None:
    operation["security"] = [{"simple": []}, {"messages": []}]
    statuses = set(ALWAYS)
    if "requestBody" in operation:
        statuses |= set(WITH_BODY)
    if "{" in path or "/sandbox/" in path:
        statuses |= set(WITH_OBJECT)
    answers = operation.setdefault("responses", {})
    for status in sorted(statuses):
        answers.setdefault(status, _answer(status))


def _answer(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "几秒后再试"}}
    return answer
