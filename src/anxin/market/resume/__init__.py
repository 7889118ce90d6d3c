"""Résumés (简历): one page in the worker's own words, as PDF, Word and JSON Résumé.

Nothing is made up here. Sentences are set from what the worker entered, by one wording per kind of trade; his own words
stay his own but for blanks and stops. Age, sex and place of birth are left out: nobody may be chosen by them.
"""

from anxin.market.resume.drafting import draft
from anxin.market.resume.machine import json_resume
from anxin.market.resume.types import Certificate, Draft, PastWork, ResumeFacts

__all__ = ["Certificate", "Draft", "PastWork", "ResumeFacts", "draft", "json_resume"]
