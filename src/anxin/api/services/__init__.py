"""Keys of platforms, and the answers kept for retries."""

from anxin.api.services.answers import answer_once
from anxin.api.services.keys import IssuedKey, key_end, key_issue

__all__ = ["IssuedKey", "answer_once", "key_end", "key_issue"]
