"""The public list (公布): what the law lets everybody read, and nothing else."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from anxin.identity.selectors import orgs_by_id
from anxin.kit.text import mask_id
from anxin.wages.blacklist.models import Entry, Person
from anxin.wages.blacklist.types import BASIS, PERSON_NAMES, PersonKind, PersonShown, Published

PUBLIC_ROWS_MOST = 2_000


def published(*, on: date, text: str = "") -> list[Published]:
    """The entries that stand on the list on a day, the newest first; a text narrows to a unit's name or code."""
    rows = _standing(on)
    if text.strip():
        wanted = text.strip()
        rows = rows.filter(Q(procedure__unit__name__icontains=wanted) | Q(procedure__unit__credit_code__iexact=wanted))
    return _shown(rows)


def _standing(on: date) -> QuerySet[Entry]:
    """A term that passed yesterday is no longer shown, whether or not anybody has closed it."""
    return Entry.objects.filter(hidden_at=None, removed_on=None, decided_on__lte=on, ends_on__gte=on)


def _shown(rows: QuerySet[Entry]) -> list[Published]:
    found = list(
        rows.select_related("procedure__unit", "procedure__case").order_by("-decided_on", "-pk")[:PUBLIC_ROWS_MOST]
    )
    bureaus = orgs_by_id(entry.procedure.case.org_id for entry in found)
    persons: dict[object, list[PersonShown]] = {}
    for person in Person.objects.filter(procedure__in=[entry.procedure_id for entry in found]).order_by("pk"):
        persons.setdefault(person.procedure_id, []).append(person_shown(person))
    return [
        Published(
            number=entry.number,
            unit=entry.procedure.unit.name,
            credit_code=entry.procedure.unit.credit_code,
            persons=tuple(persons.get(entry.procedure_id, ())),
            reason=entry.reason,
            basis=BASIS,
            org_name=bureaus[entry.procedure.case.org_id].name,
            decided_on=entry.decided_on,
            ends_on=entry.ends_on,
        )
        for entry in found
    ]


def person_shown(person: Person) -> PersonShown:
    """A person with the middle of the ID number covered."""
    return PersonShown(PERSON_NAMES[PersonKind(person.kind)], person.name, mask_id(person.id_number))
