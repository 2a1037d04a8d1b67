"""A binder: the plans in force of one manager's team, those that its reader may read, behind a page of contents."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Person
from people.verdict import Refused
from plans.documents.contents import contents_of
from plans.documents.setting import as_data, pdf_of_binder
from plans.documents.texts import text_for
from plans.documents.wording import moment
from plans.models import Plan

MOST_PLANS = 200
MOST_CHARACTERS = 3_000_000
NOTHING = gettext_lazy("No plan of that team that you may read is in force.")
TOO_MANY = gettext_lazy("A binder holds at most %(most)s plans, and this team has %(count)s. Take them out one by one.")
TOO_LONG = gettext_lazy("These plans are too long for one binder. Take them out one by one.")


def plans_of_team(manager, me):
    """The plans of that manager's sellers of today that are in force and that `me` may read something of, by name."""
    team = Person.objects.managed_by(manager).values("pk")
    plans = Plan.objects.in_force().visible_to(me).filter(person__in=team).for_page()
    return plans.order_by("person__name", "starts_on", "pk")


def bound(manager, me, *, at, progress):
    """(bytes of the PDF, what it holds): pairs of a plan's id and the number of its version.

    `progress` is called with how many plans are read, again and again. Raises Refused with a sentence for what cannot be bound.
    """
    plans = list(plans_of_team(manager, me)[: MOST_PLANS + 1])
    if len(plans) > MOST_PLANS:
        raise Refused(TOO_MANY % {"most": MOST_PLANS, "count": plans_of_team(manager, me).count()})
    holds, pages, length = [], [], 0
    for done, plan in enumerate(plans, 1):
        text = text_for(me, plan)
        if text is not None:
            length += text.length
            holds.append([str(plan.pk), text.number])
            pages.append(as_data(contents_of(text, me)))
        if length > MOST_CHARACTERS:
            raise Refused(TOO_LONG)
        progress(done=done, total=len(plans))
    if not pages:
        raise Refused(NOTHING)
    return _set(manager, me, pages, at), holds


def _set(manager, me, pages, at):
    title = _("Plans in force: %(name)s’s team") % {"name": manager.name}
    for page in pages:
        page["title"] = page["head"]
    first = {
        "sub": _("As of %(moment)s, for %(name)s") % {"moment": moment(at), "name": me.name},
        "foot": title,
        "note": _("Plans that you may not read, and plans that both have not signed yet, are not in it."),
    }
    return pdf_of_binder(title, first, pages, made_at=at)
