"""Any endpoint that speaks the OpenAI chat dialect (see README.md)."""

from anxin.market.resume.writers.openai.adapter import OpenAiWriter

__all__ = ["OpenAiWriter"]
