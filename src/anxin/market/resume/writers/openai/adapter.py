"""The adapter: one request, one proposal."""

from __future__ import annotations

import json
import re
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from anxin.kit.text import tidy
from anxin.market.resume.writers.base import NoAnswer

_SECONDS_MOST: Final = 20
_ANSWER_BYTES_MOST: Final = 64 * 1024
_LENGTH_MOST: Final = 300
_LOCAL: Final = frozenset({"127.0.0.1", "localhost"})
_NUMBERS: Final = re.compile(r"\d{5,}[\dXx]*")
_TASK: Final = (
    "你帮一位零工把自我介绍改得通顺。只改说法，不添加任何他没有说过的经历、数字、证书或优点，不写年龄、性别、籍贯。"
    "用第一人称，朴实，不超过120个字。只输出改好的文字。"
)


class OpenAiWriter:
    """Selected with ``ANXIN_WRITER=openai``."""

    key = "openai"
    label = "语言模型"

    def polish(self, *, words: str, trade: str) -> str:
        answer = self._post(
            {
                "model": settings.ANXIN_WRITER_MODEL,
                "temperature": 0,
                "max_tokens": 400,
                "messages": [
                    {"role": "system", "content": _TASK},
                    {"role": "user", "content": f"工种：{trade}\n原话：{_NUMBERS.sub('…', words)}"},
                ],
            }
        )
        try:
            text = tidy(str(answer["choices"][0]["message"]["content"]))
        except (KeyError, IndexError, TypeError) as error:
            raise NoAnswer("语言模型的回答看不懂，已保留您的原话。") from error
        if not text or len(text) > _LENGTH_MOST:
            raise NoAnswer("语言模型的回答不合用，已保留您的原话。")
        return text

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if settings.ANXIN_WRITER_KEY:
            headers["Authorization"] = f"Bearer {settings.ANXIN_WRITER_KEY}"
        sent = json.dumps(body, ensure_ascii=False).encode()
        request = Request(_address(), data=sent, headers=headers, method="POST")  # noqa: S310 - scheme checked there
        try:
            with urlopen(request, timeout=_SECONDS_MOST) as response:  # noqa: S310 - scheme checked above
                answer = json.loads(response.read(_ANSWER_BYTES_MOST))
        except (URLError, HTTPException, TimeoutError, ValueError, OSError) as error:
            raise NoAnswer("语言模型没有回应，已保留您的原话，可以稍后再试。") from error
        return answer if isinstance(answer, dict) else {}


def _address() -> str:
    address: str = settings.ANXIN_WRITER_URL
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise NoAnswer("语言模型的地址没有配好，请联系系统管理员。")
    return f"{address.rstrip('/')}/chat/completions"
