"""What is proposed and what was signed."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from people.models import ChainedRecord, FrozenModel
from people.models.states import Moving
from plans.models.draft import Side
from plans.models.plan import Plan


class ProposalState(models.TextChoices):
    """How a proposal ended, or that it waits."""

    OPEN = "open", _("waits for the other side")
    SIGNED = "signed", _("signed by both")
    COUNTERED = "countered", _("answered with changes")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("not answered in time")


NEXT = {
    ProposalState.OPEN: {ProposalState.SIGNED, ProposalState.COUNTERED, ProposalState.WITHDRAWN, ProposalState.EXPIRED},
    ProposalState.SIGNED: set(),
    ProposalState.COUNTERED: set(),
    ProposalState.WITHDRAWN: set(),
    ProposalState.EXPIRED: set(),
}


class ProposalQuerySet(models.QuerySet):
    """Reads of proposals."""

    def waiting_for(self, person):
        """Open proposals of the other side of plans that `person` is a party to."""
        seller = Q(side=Side.MANAGER, plan__person=person)
        manager = Q(side=Side.SELLER, plan__manager=person)
        return self.filter(seller | manager, state=ProposalState.OPEN)

    def of(self, plan, proposal_id):
        """One of a plan's."""
        return self.filter(plan=plan, pk=proposal_id)

    def open(self):
        """Those that wait for the second signature."""
        return self.filter(state=ProposalState.OPEN)

    def overdue(self, day):
        """Those that wait for the second signature, and whose last day to wait was before `day`."""
        return self.open().filter(expires_on__lt=day)

    def with_people(self):
        """The newest first, with who proposed and who ended each; their texts are read one at a time."""
        return self.select_related("by", "ended_by").defer("body").order_by("-at")


class Proposal(Moving):
    """A text that one side has signed and the other is asked to sign. Its text never changes (a trigger sees to it); its state
    does.
    """

    steps = NEXT
    stands = _("This proposal is %(now)s.")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="proposals")
    body = models.BinaryField()
    salt = models.BinaryField()
    text_digest = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    effective_on = models.DateField(_("in force from"))
    expires_on = models.DateField(_("waits until"), null=True, blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")  # what it counters
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("what should be different"), max_length=1000, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(state="open"), name="proposal_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True, ended_by__isnull=True)
                | Q(state="expired", ended_at__isnull=False, ended_by__isnull=True)
                | (~Q(state__in=["open", "expired"]) & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="proposal_ended_whole",
            ),
        ]

    def __str__(self):
        return f"proposal of {self.by}"

    def get_absolute_url(self):
        return reverse("plans:proposal_detail", args=[self.plan_id, self.pk])

    def is_overdue(self, day):
        """Whether its last day to wait was before `day`."""
        return self.expires_on is not None and self.expires_on < day


class Signature(FrozenModel):
    """One person's signature under one proposed text, with the sentence that was shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    text_digest = models.BinaryField()
    sentence = models.CharField(max_length=1000)
    typed_name = models.CharField(max_length=150)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "side"], name="signature_one_a_side"),
            models.UniqueConstraint(fields=["proposal", "person"], name="signature_one_a_person"),
        ]

    def __str__(self):
        return f"{self.person} as {self.side}"


class PlanVersionQuerySet(models.QuerySet):
    """Reads of versions."""

    def visible_to(self, person, plan, view):
        """The versions of a plan that `person` may read, who stands to it as `view` says: a former manager those that they
        signed.
        """
        if view == "former":
            return self.filter(plan=plan, proposal__signatures__person=person)
        return self.filter(plan=plan) if view else self.none()

    def for_list(self):
        """What a list of versions shows, the newest first."""
        return self.select_related("proposal").defer("body", "attest", "proposal__body").order_by("-number")


class PlanVersion(ChainedRecord):
    """The frozen text that both signed. `chain` is the plan's id; `attest` holds both signatures."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="version")
    effective_on = models.DateField()
    reason = models.CharField(max_length=1000, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta(ChainedRecord.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="version_number_once")]

    def __str__(self):
        return _("version %(number)s") % {"number": self.number}

    def get_absolute_url(self):
        return reverse("plans:version_detail", args=[self.plan_id, self.number])

    @property
    def previous_number(self):
        """The number of the version before."""
        return self.number - 1

    @cached_property
    def text(self):
        """The text that was signed, as it stands in its bytes (`plans.body.read` fills in what an older format is silent on)."""
        return json.loads(bytes(self.body))

    @cached_property
    def attested(self):
        """Who signed, when, under which sentence, and the reason."""
        return json.loads(bytes(self.attest))

    def columns_match(self):
        """Whether the columns beside the text say what the text and the signatures say."""
        ids = {str(self.chain), str(self.plan_id), self.text["plan"]}
        same_day = self.text["effective_on"] == self.effective_on.isoformat()
        return len(ids) == 1 and same_day and self.attested["reason"] == self.reason
