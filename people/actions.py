"""All that changes who there is, how they stand to each other, and who has looked at what.

`by` is the acting person; None stands for whoever runs the commands of the installation.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import minting, rules
from people.models import Absence, AccessEntry, Answered, Delegation, Grant, Holiday, LineKind, Person, ReportingLine, Team, Token

MOST_TOKENS = 20  # that work at the same time in one person's name
LONGEST_TOKEN = datetime.timedelta(days=366)
ANSWERS_KEPT = datetime.timedelta(hours=36)
ORGANISATION = 7_105_119  # the advisory lock of all who change reporting lines, so that two changes at once make no circle


@transaction.atomic
def record_access(*, by, subject, thing, thing_id=None, purpose, reason=""):
    """Write down that `by` looked at, or took out, `thing` of `subject` (None: of many people), who can read it."""
    return AccessEntry.written(
        by=by,
        subject=subject,
        purpose=purpose,
        standing=rules.standing_of(by, subject),
        thing=thing,
        thing_id=thing_id,
        reason=reason,
    )


@transaction.atomic
def record_accesses(*, by, subjects, thing, thing_id=None, purpose, standing, reason=""):
    """The same for many people (ids) at once, as in an export; `standing` says as what `by` did it. Returns how many."""
    columns = {"purpose": purpose, "standing": standing, "thing": thing, "thing_id": thing_id, "reason": reason}
    return AccessEntry.written_many(subjects, by=by, **columns)


@transaction.atomic
def join(*, by, email, name, **fields):
    """Somebody works here from now on. They set their password by a link. ValidationError for what cannot be."""
    rules.can_administer(by).enforce()
    return Person.objects.create_user(email, name=name, **fields)


@transaction.atomic
def found_team(name, *, by, parent=None):
    """There is a team of this name from now on, perhaps within a larger one."""
    rules.can_administer(by).enforce()
    team = Team(name=name, parent=parent)
    team.full_clean()
    team.save()
    return team


@transaction.atomic
def correct(person, *, by, **fields):
    """Change what is written about a person: name, job, team, time zone, first day. ValidationError for what cannot be."""
    rules.can_administer(by).enforce()
    _locked(person)
    for field, value in fields.items():
        setattr(person, field, value)
    person.full_clean(exclude=["password"])
    person.save(update_fields=list(fields))
    return person


@transaction.atomic
def leave(person, *, by, on):
    """`on` is somebody's last day: from the next on they cannot log in. Their records stay."""
    return correct(person, by=by, left_on=on)


@transaction.atomic
def set_place_and_language(person, *, by, language, time_zone):
    """A person chooses the language and the time zone in which perfplan talks to them."""
    rules.can_set_place_and_language(by, person).enforce()
    person.language, person.time_zone = language, time_zone
    person.full_clean(exclude=["password"])
    person.save(update_fields=["language", "time_zone"])
    return person


@transaction.atomic
def change_manager(person, manager, *, by, on):
    """From `on`, `person` reports to `manager` (None: to nobody). The old line ends the day before; a later planned one stays.

    ValidationError if that would lead in a circle, or to themselves.
    """
    rules.can_administer(by).enforce()
    _lock_organisation()
    now = person.lines_up.solid().on(on).first()
    if (now.manager_id if now else None) == (manager.pk if manager else None):
        return now
    if manager is not None:
        _refuse_a_circle(person, manager, on)
    _end(now, on)
    return _begin_line(person, manager, on) if manager is not None else None


@transaction.atomic
def add_coach(person, coach, *, by, on, until=None):
    """From `on`, `coach` coaches `person` beside their manager: a dotted line."""
    rules.can_administer(by).enforce()
    line = ReportingLine(person=person, manager=coach, kind=LineKind.DOTTED, starts_on=on, ends_on=until)
    line.full_clean()
    line.save()
    return line


@transaction.atomic
def delegate(delegator, delegate, *, by, starts_on, ends_on, reason=""):
    """`delegate` sees and does `delegator`'s work as a manager, from `starts_on` to the day before `ends_on`."""
    rules.can_delegate(by, delegator).enforce()
    delegation = Delegation(delegator=delegator, delegate=delegate, starts_on=starts_on, ends_on=ends_on, reason=reason)
    delegation.full_clean()
    delegation.save()
    return delegation


@transaction.atomic
def end_delegation(delegation, *, by, on=None):
    """Nobody stands in any longer from `on` (today). One that has not begun is taken back whole."""
    rules.can_delegate(by, delegation.delegator).enforce()
    _end(_locked(delegation), on or timezone.localdate())


@transaction.atomic
def note_absence(person, *, by, starts_on, ends_on):
    """`person` is away from `starts_on` to the day before `ends_on`: nothing is expected. ValidationError if noted before."""
    rules.can_note_absence(by, person).enforce()
    _locked(person)
    if person.absences.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).exists():
        raise ValidationError(_("Some of these days are noted already."))
    absence = Absence(person=person, starts_on=starts_on, ends_on=ends_on, noted_by=by)
    absence.full_clean()
    absence.save()
    return absence


@transaction.atomic
def take_back_absence(absence, *, by):
    """`absence.person` is here on those days after all."""
    rules.can_note_absence(by, absence.person).enforce()
    absence.delete()


@transaction.atomic
def add_holiday(day, name, *, by, team=None):
    """Nobody of a team and the teams within it (no team: of the company) works on that day. ValidationError if it is one."""
    rules.can_administer(by).enforce()
    holiday = Holiday(day=day, name=name, team=team)
    holiday.full_clean()
    holiday.save()
    return holiday


@transaction.atomic
def remove_holiday(holiday, *, by):
    """That day is a day of work again."""
    rules.can_administer(by).enforce()
    holiday.delete()


@transaction.atomic
def give_role(person, role, *, by, team=None, on=None):
    """`person` holds `role` from `on` (today), for a team and those within it, or for the whole company."""
    rules.can_administer(by).enforce()
    day = on or timezone.localdate()
    _locked(person)
    held = person.grants.filter(role=role, team=team).from_day(day).first()
    if held:
        if held.starts_on > day:
            held.starts_on = day
            held.save(update_fields=["starts_on"])
        return held
    grant = Grant(person=person, role=role, team=team, starts_on=day)
    grant.full_clean()
    grant.save()
    return grant


@transaction.atomic
def withdraw_role(grant, *, by, on=None):
    """A role is held no longer from `on` (today). Refused for the last administrator: nobody could give it back."""
    rules.can_administer(by).enforce()
    day = on or timezone.localdate()
    _lock_organisation()
    rules.can_withdraw(grant, day).enforce()
    _end(_locked(grant), day)


@transaction.atomic
def make_token(person, *, by, name, scopes, expires_at):
    """A program can act as `person` from now on, within scopes and until a moment. Gives the token and its text.

    The text is nowhere afterwards: whoever made it shows it once. ValidationError for what cannot be, and for too many.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.can_make_token(by, person, scopes).enforce()
    if person.tokens.working().count() >= MOST_TOKENS:
        sentence = _("There are %(most)s tokens for %(name)s already. End one that is not used any more.")
        raise ValidationError(sentence % {"most": MOST_TOKENS, "name": person})
    if not timezone.now() < expires_at <= timezone.now() + LONGEST_TOKEN:
        raise ValidationError({"expires_at": _("A token ends on a day to come, within a year.")})
    text = minting.mint()
    token = Token(person=person, name=name, scopes=list(scopes), made_by=by, expires_at=expires_at)
    token.prefix, token.digest = minting.prefix_of(text), minting.digest_of(text)
    token.full_clean(exclude=["revoked_at", "last_used_at"])
    token.save()
    return token, text


@transaction.atomic
def revoke_token(token, *, by):
    """A token opens nothing any more, from the next call on."""
    token.lock()
    rules.can_revoke_token(by, token).enforce()
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])


@transaction.atomic
def forget_answers(*, by=None):
    """Let go of what calls were answered long enough ago that nobody sends them a second time. Gives how many."""
    count, _each = Answered.objects.older_than(timezone.now() - ANSWERS_KEPT).delete()
    return count


def _locked(row):
    return type(row).objects.select_for_update(no_key=True).get(pk=row.pk)


def _lock_organisation():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORGANISATION])


def _end(row, day):
    """What holds on `day` holds no longer: it ends there, or goes whole if it would not have held a day."""
    if row is None or (row.ends_on is not None and row.ends_on <= day):
        return
    if row.starts_on >= day:
        row.delete()
        return
    row.ends_on = day
    row.save(update_fields=["ends_on"])


def _begin_line(person, manager, on):
    planned = person.lines_up.solid().filter(starts_on__gt=on).order_by("starts_on").first()
    line = ReportingLine(person=person, manager=manager, starts_on=on, ends_on=planned.starts_on if planned else None)
    line.full_clean()
    line.save()
    return line


def _refuse_a_circle(person, manager, on):
    """Raise ValidationError if `manager` is below `person` on that day or on a later one when lines change."""
    if person.pk == manager.pk:
        raise ValidationError(_("Nobody reports to themselves."))
    if not person.lines_down.solid().exists():
        return  # nobody is below them on any day
    later = ReportingLine.objects.solid().filter(starts_on__gt=on).values_list("starts_on", flat=True).distinct()
    for day in [on, *later]:
        if Person.objects.under(person, on=day).filter(pk=manager.pk).exists():
            names = {"person": person.name, "manager": manager.name}
            raise ValidationError(_("%(manager)s is below %(person)s already: that would lead in a circle.") % names)
