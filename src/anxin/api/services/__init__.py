"""The answers kept for retries."""

from anxin.api.services.answers import answer_once

__all__ = ["answer_once"]
