"""Language models that may polish a text (文字润色). None is in use unless ``ANXIN_WRITER`` names one."""

from anxin.market.resume.writers.base import NoAnswer, Writer, register, writer
from anxin.market.resume.writers.openai import OpenAiWriter

register(OpenAiWriter())

__all__ = ["NoAnswer", "Writer", "register", "writer"]
