"""Interview practice (面试练习): questions a foreman really asks, and what a good answer holds.

Feedback is a checklist worked out from words, the same for everybody. It teaches; it is kept nowhere and judges nobody.
"""

from anxin.market.practice.bank import Bank, Point, Question, bank_for, banks
from anxin.market.practice.feedback import Feedback, feedback

__all__ = ["Bank", "Feedback", "Point", "Question", "bank_for", "banks", "feedback"]
