"""Which reviews an export holds, read one by one from their frozen records."""

import datetime
import hashlib
import json
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db.models import Q

from reviews.models import RecordOf, Review, ReviewRecord

AT_A_TIME = 500
FIELDS = ("review_id", "review__person_id", "number", "what", "body", "digest", "sealed_at")


@dataclass
class Released:
    """One concluded review as its records say it: how it was concluded, and what came of it since."""

    review_id: str
    person_id: object
    number: int
    digest: str
    head: str
    concluded: dict
    sealed_at: datetime.datetime
    acknowledged: dict = field(default_factory=dict)
    refused: dict = field(default_factory=dict)


def chosen(by, round, filters):
    """The reviews of a round that `by` may take out now, narrowed by team, outcome, concluded_from and concluded_to."""
    passing = {
        "team": lambda value: Q(person__team=value),
        "outcome": lambda value: Q(outcome=value),
        "concluded_from": lambda value: Q(concluded_at__date__gte=value),
        "concluded_to": lambda value: Q(concluded_at__date__lte=value),
    }
    query = Q(round=round)
    for name, value in filters.items():
        if value:
            query &= passing[name](value)
    return Review.objects.released_to(by).filter(query)


def released(reviews, records=None):
    """Each of these reviews once, by the person's name. `records` narrows what is read.

    A server-side cursor keeps few rows in memory.
    """
    records = (ReviewRecord.objects.all() if records is None else records).filter(review__in=reviews.values("pk"))
    rows = records.order_by("review__person__name", "review_id", "number").values_list(*FIELDS).iterator(chunk_size=AT_A_TIME)
    for _review, group in groupby(rows, key=itemgetter(0)):
        one = _one(list(group))
        if one is not None:
            yield one


def _one(rows):
    place = max((index for index, row in enumerate(rows) if row[3] == RecordOf.CONCLUDED), default=None)
    if place is None:
        return None
    review_id, person_id, number, _what, body, digest, sealed_at = rows[place]
    one = Released(str(review_id), person_id, number, _hex(digest), _hex(rows[-1][5]), _read(body), sealed_at)
    for row in rows[place + 1 :]:
        if row[3] == RecordOf.ACKNOWLEDGED:
            one.acknowledged = _read(row[4])
        elif row[3] == RecordOf.REFUSED:
            one.refused = _read(row[4])
    return one


class Heads:
    """One digest over the last digests of all chains in a file, in the order of its rows."""

    def __init__(self):
        self._sum = hashlib.sha256()

    def add(self, one):
        self._sum.update(f"{one.head}\n".encode())

    @property
    def sha256(self):
        return self._sum.hexdigest()


def _hex(digest):
    return bytes(digest).hex()


def _read(body):
    return json.loads(bytes(body))
