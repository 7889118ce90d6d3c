"""What others may ask of prevention: assigning courses, taking them, noting accidents."""

from anxin.prevention.services.accidents import accident_note
from anxin.prevention.services.assigning import drive_start
from anxin.prevention.services.learning import quiz_mark
from anxin.prevention.services.people import people_note

__all__ = ["accident_note", "drive_start", "people_note", "quiz_mark"]
