"""Changing what a plan is called and for when."""

from django.db import transaction
from django.utils.translation import gettext as _

from people.verdict import Stale
from plans import rules
from plans.actions.history import record
from plans.soundness import sound_text
from plans.terms import FIELDS, Terms


@transaction.atomic
def edit_terms(plan, *, by, seen_version, title, starts_on, ends_on):
    """Change title and days of a plan, of which version `seen_version` was on screen; both sign them like everything else.

    Raises Stale, with the terms as they are now, if they moved meanwhile, and ValidationError for days in the wrong order or an
    open plan of the same kind from the same day. The same again changes nothing.
    """
    plan.lock()
    rules.can_edit(by, plan).enforce()
    terms = Terms(plan)
    if plan.terms_version != seen_version:
        raise Stale(_("%(name)s changed this meanwhile.") % {"name": terms.changed_by.first_name}, current=terms)
    wanted = {"title": sound_text(title, 160, "title"), "starts_on": starts_on, "ends_on": ends_on}
    changed = [name for name in FIELDS if getattr(plan, name) != wanted[name]]
    if changed:
        _keep(plan, {name: wanted[name] for name in changed})
        record(plan, "plans.terms_changed", by=by, title=plan.title, fields=changed)
    return plan


def _keep(plan, fields):
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.terms_version += 1
    plan.full_clean()
    plan.save(update_fields=[*fields, "terms_version"])
    plan.touch()
