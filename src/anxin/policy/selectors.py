"""Reading the rules (政策规则): limits and parameters."""

from datetime import date

from django.conf import settings

from anxin.policy.catalogue import limit_row, parameter_row
from anxin.policy.types import Limit, Parameter

__all__ = ["limit", "parameter"]


def limit(key: str, *, on: date, known_on: date | None = None, jurisdiction: str | None = None) -> Limit:
    """A time limit or retention term (时限) as the law or the bureau had it on a day.

    Args:
        on: the day whose law applies.
        known_on: as we had published it by then; today when None.

    Raises:
        MissingRow: naming the row that nobody has entered.
    """
    return limit_row(key, on=on, known_on=known_on, jurisdiction=jurisdiction or settings.ANXIN_JURISDICTION)


def parameter(
    topic: str, name: str, *, on: date, known_on: date | None = None, jurisdiction: str | None = None
) -> Parameter:
    """A number or text the rules of a topic need (参数), on a day.

    Raises:
        MissingRow: naming the row that nobody has entered: the product never guesses a legal number.
    """
    place = jurisdiction or settings.ANXIN_JURISDICTION
    return parameter_row(topic, name, on=on, known_on=known_on, jurisdiction=place)
