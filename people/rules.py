"""Who stands how to whom on a day, and who may change it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Grant, Person, Role, Scope, Standing
from people.verdict import YES, Verdict


def is_manager_of(me, person, on=None):
    """Whether `person`'s solid line leads that day to `me`, or to somebody for whom I stand in."""
    return person.lines_up.on(on or timezone.localdate()).filter(kind="solid", manager__in=me.seats(on=on)).exists()


def is_above(me, person, on=None):
    """Whether `person` is below `me` (or somebody for whom I stand in) that day, at any depth, the first included."""
    return Person.objects.under(me.seats(on=on), on=on).filter(pk=person.pk).exists()


def is_coach_of(me, person, on=None):
    """Whether a dotted line leads from `person` to `me` that day."""
    return person.lines_up.on(on or timezone.localdate()).filter(kind="dotted", manager=me).exists()


def in_scope(me, person, role, on=None):
    """Whether I hold `role` that day for a scope that `person` is in."""
    people = dict.fromkeys(scope for held, scope in me.scopes(on=on, roles=(role,)) if held == role)
    if None in people:
        return True
    return bool(people) and Person.objects.in_teams(list(people)).filter(pk=person.pk).exists()


def standing_of(me, person=None, on=None):
    """As what `me` looks at a record of `person` (or, with no person, at a record of many): the nearest of all that is true."""
    if person is None:
        return _widest_role(me, on)
    day = on or timezone.localdate()
    manager = person.manager(on=day)
    near = [
        (Standing.SELF, lambda: person.pk == me.pk),
        (Standing.MANAGER, lambda: manager is not None and manager.pk == me.pk),
        (Standing.DELEGATE, lambda: manager is not None and manager.pk in me.seats(on=day)),
        (Standing.ABOVE, lambda: is_above(me, person, on=day)),
        (Standing.HR, lambda: in_scope(me, person, Role.HR, on=day)),
        (Standing.LEADER, lambda: in_scope(me, person, Role.LEADER, on=day)),
        (Standing.COACH, lambda: is_coach_of(me, person, on=day)),
        (Standing.ADMIN, lambda: me.has_role(Role.ADMIN, on=day)),
    ]
    return next((standing for standing, holds in near if holds()), Standing.COLLEAGUE)


def _widest_role(me, on):
    held = {role for role, _team in me.scopes(on=on, roles=tuple(Role.values))}
    order = [(Role.HR, Standing.HR), (Role.LEADER, Standing.LEADER), (Role.ADMIN, Standing.ADMIN)]
    return next((standing for role, standing in order if role in held), Standing.COLLEAGUE)


def can_administer(me):
    """Whether `me` may enter people, change their lines and give roles. None is whoever runs the installation's commands."""
    return YES if me is None or me.has_role(Role.ADMIN) else Verdict(_("Only an administrator can do that."))


def can_set_place_and_language(me, person):
    """Whether `me` may choose how perfplan talks to `person`: everybody for themselves."""
    return YES if me.pk == person.pk else Verdict(_("Only you can change how perfplan talks to you."))


def can_delegate(me, delegator):
    """Whether `me` may let somebody stand in for `delegator`: an administrator for everybody, a manager for themselves."""
    if can_administer(me):
        return YES
    if me.pk != delegator.pk:
        return Verdict(_("Only an administrator can let somebody stand in for another person."))
    if not delegator.has_reports():
        return Verdict(_("Nobody reports to you, so there is nothing to stand in for."))
    return YES


def can_note_absence(me, person):
    """Whether `me` may say when `person` is away: they themselves, whoever manages them, and an administrator."""
    if can_administer(me) or me.pk == person.pk or is_manager_of(me, person):
        return YES
    return Verdict(_("Only %(name)s and their manager note when they are away.") % {"name": person})


def can_withdraw(grant, on):
    """Whether a role may be taken away: the last administrator's may not, because nobody could give it back."""
    if grant.role != Role.ADMIN:
        return YES
    others = Grant.objects.filter(role=Role.ADMIN, person__in=Person.objects.active()).exclude(pk=grant.pk)
    if others.on(on).exists():
        return YES
    return Verdict(_("This is the last administrator. Make somebody else administrator first."))


def can_make_token(me, person, scopes):
    """Whether `me` may make a token in `person`'s name: everybody for themselves, an administrator for others too, to send.

    Reading in somebody's name would show an administrator what they may not read: whoever it is makes that token themselves.
    """
    if me.pk != person.pk and not can_administer(me):
        return Verdict(_("Only an administrator can make a token in another person’s name."))
    if me.pk != person.pk and Scope.READ in scopes:
        return Verdict(_("A token that reads in somebody’s name is made by that person. You can make one that sends."))
    return YES if person.can_log_in else Verdict(_("%(name)s does not work here any more.") % {"name": person})


def can_revoke_token(me, token):
    """Whether `me` may end a token: whoever it acts for, or an administrator, once."""
    if me.pk != token.person_id and not can_administer(me):
        return Verdict(_("Only %(name)s or an administrator can end this token.") % {"name": token.person})
    return Verdict(_("This token was ended already.")) if token.revoked_at else YES


def can_see_all_tokens(me):
    """Whether `me` may look at everybody's tokens, by name."""
    return can_administer(me)
