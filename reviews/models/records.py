"""The frozen record of a review."""

import json

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import ChainedRecord, Person


class RecordOf(models.TextChoices):
    """What a record was made of."""

    CONCLUDED = "concluded", _("concluded")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    REFUSED = "refused", _("not acknowledged: a refusal")
    REOPENED = "reopened", _("reopened")


class ReviewRecordQuerySet(models.QuerySet):
    """Reads of records."""

    def kept_by(self, person):
        """Those made while `person` was the seller's manager: what a former manager keeps."""
        line = "review__person__lines_up__"
        day = F("sealed_at__date")
        then = {f"{line}manager": person, f"{line}kind": "solid", f"{line}starts_on__lte": day}
        held = Q(**{f"{line}ends_on__isnull": True}) | Q(**{f"{line}ends_on__gt": day})
        return self.filter(held, **then)

    def visible_to(self, person, on=None):
        """All of those who stand so to the seller today; of a former manager, those of their time."""
        seats = person.seats(on=on)
        reach = Q(review__person=person)
        reach |= Q(review__person__in=Person.objects.under(seats, on=on).values("pk"))
        reach |= Q(pk__in=ReviewRecord.objects.kept_by(person).values("pk"))
        for _role, people in person.scope_people(on=on):
            reach |= Q(review__person__in=people)
        return self.filter(reach)

    def of_review(self, review):
        """All of one review."""
        return self.filter(review=review)

    def up_to(self, record):
        """A record and those before it in its chain, in order."""
        return self.filter(chain=record.chain, number__lte=record.number).order_by("number")

    def after(self, record):
        """Those after a record in its chain, in order."""
        return self.filter(chain=record.chain, number__gt=record.number).order_by("number")

    def for_list(self):
        """What a list of records shows: not the words themselves."""
        return self.defer("body", "attest", "salt").order_by("number")


class ReviewRecord(ChainedRecord):
    """The frozen record of a review: one when it is concluded, one when it is acknowledged, more if it is reopened.

    `chain` is the review's id.
    """

    review = models.ForeignKey("reviews.Review", models.PROTECT, related_name="records")
    what = models.CharField(max_length=14, choices=RecordOf)

    objects = ReviewRecordQuerySet.as_manager()

    class Meta(ChainedRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="review_record_number_once")]

    def __str__(self):
        return f"{self.review} {self.what}"

    def get_absolute_url(self):
        return reverse("reviews:record_detail", args=[self.review_id, self.number])

    @property
    def facts(self):
        """What the record says, read from its sealed words."""
        return json.loads(bytes(self.body))

    @property
    def fingerprint(self):
        """The digest, as it is shown."""
        return bytes(self.digest).hex()

    def columns_match(self):
        facts = self.facts
        return facts.get("what") == self.what and facts.get("review") == str(self.review_id) == str(self.chain)
