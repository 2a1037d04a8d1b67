"""What happened around a signal, as marks on its chart, so that one sees whether help helped."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Session, SessionState


def marks_of(signal, series):
    """Sessions and promises within the weeks of `series`, as dictionaries with index, label and kind."""
    mondays = list(getattr(series, "mondays", []) or [])
    if not mondays:
        return []
    first, last = mondays[0], mondays[-1] + datetime.timedelta(days=7)
    held = Session.objects.filter(
        state=SessionState.HELD,
        participants__person=signal.person_id,
        participants__is_rep=True,
        starts_at__date__gte=first,
        starts_at__date__lt=last,
    )
    marks = [
        (timezone.localdate(session.starts_at), session.get_kind_display(), "session") for session in held.order_by("starts_at")
    ]
    marks += [(timezone.localdate(promise.made_at), _("promise"), "action") for promise in signal.commitments.all()]
    return [{"index": (day - first).days // 7, "label": label, "kind": kind} for day, label, kind in marks if first <= day < last]
