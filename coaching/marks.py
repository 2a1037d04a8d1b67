"""Conversations and promises, as marks on the chart of a metric: so that one sees whether help helped."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coaching.models import Session
from metrics import happenings
from plans.models import Commitment


@happenings.register
def marks_about(reader, person, metric, first, end):
    """Sessions held with that person, and what was promised about a signal of that metric, where `reader` may see them."""
    held = Session.objects.visible_to(reader).held().about([person.pk])
    held = held.filter(starts_at__date__gte=first, starts_at__date__lt=end)
    promised = Commitment.objects.visible_to(reader).filter(signal__person=person, signal__metric=metric)
    promised = promised.filter(made_at__date__gte=first, made_at__date__lt=end)
    marks = [(timezone.localdate(one.starts_at), one.get_kind_display(), "session") for one in held.only("kind", "starts_at")]
    marks += [(timezone.localdate(one.made_at), _("promised: %(text)s") % {"text": one.text}, "action") for one in promised]
    return [(day, f"{_dated(day)}: {label}", kind) for day, label, kind in marks]


def _dated(day: datetime.date):
    return date_format(day, "j F")
