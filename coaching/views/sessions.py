"""Pages of sessions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import actions, rules
from coaching.forms import CancelForm, HoldForm, MoveForm, NotesForm, PlanSessionForm, PrivateNoteForm, PromiseForm
from coaching.models import Session, SessionKind, SessionState
from coaching.reads import (
    coverage_for,
    goals_of,
    in_the_way,
    loggable_by,
    namable_by,
    plan_side_of,
    praise_for,
    preparation_of,
    promises_in,
    reps_of,
)
from coaching.views.log import as_uuid
from coaching.views.writing import attempt, done, status_of
from people.verdict import Stale

PAGE = 30


def session_list(request):
    """What is to come, and what was held, with the goals that each touched."""
    me = request.user
    kind = request.GET.get("kind", "")
    visible = Session.objects.visible_to(me).for_list(me)
    context = {
        "coming": visible.coming(timezone.now())[:20],
        "page": Paginator(visible.held().of_kind(kind), PAGE).get_page(request.GET.get("page")),
        "kinds": SessionKind.choices,
        "kind": kind,
        "query": f"kind={kind}" if kind in SessionKind.values else "",
        "coverage": coverage_for(me)[:12],
        "praise": praise_for(me),
        "roadblocks": in_the_way(me)[:12],
        "can_raise": rules.can_raise(me, me),
        "can_log": loggable_by(me).exists(),
    }
    return render(request, "coaching/session_list.html", context)


def session_detail(request, pk):
    """One session: prepared before, with notes after."""
    session = _session(request, pk)
    return render(request, "coaching/session_detail.html", page_of(request, session))


def page_of(request, session, **forms):
    """What the page of a session shows; `forms` are those that were sent and refused."""
    me = request.user
    takes_part = rules.takes_part(me, session)
    own_note = session.private_notes.filter(author=me).first()
    can_promise = takes_part and plan_side_of(me, *session.reps) is not None
    return {
        "session": session,
        "takes_part": takes_part,
        "own_note": own_note,
        "promises": promises_in(session, reader=me),
        "preparation": preparation_of(session, reader=me) if session.state == SessionState.PLANNED else None,
        "can_hold": rules.can_hold(me, session),
        "can_change": rules.can_change(me, session),
        "can_raise": namable_by(me, session.reps),
        "can_promise": can_promise and rules.can_promise_in(me, session),
        "hold_form": _hold_form(request, session),
        "notes_form": NotesForm(session=session),
        "promise_form": PromiseForm(),
        "move_form": MoveForm(initial={"starts_at": session.starts_at}),
        "cancel_form": CancelForm(),
        "note_form": _note_form(request, session, initial={"text": own_note.text if own_note else ""}),
    } | forms


def session_plan(request):
    """Agree on a session to come."""
    me = request.user
    kind = request.GET.get("kind")
    chosen = [as_uuid(rep) for rep in request.GET.getlist("rep")] or ([] if reps_of(me) else [me.pk])
    initial = {"reps": chosen, "kind": kind if kind in SessionKind.values else SessionKind.STRATEGY}
    form = PlanSessionForm(request.POST or None, reps=loggable_by(me), reader=me, initial=initial)
    if done(form, actions.plan_session, by=me):
        messages.success(request, _("Planned. Everybody who takes part is told."))
        return redirect(form.result)
    return render(request, "coaching/session_plan.html", {"form": form}, status=status_of(form))


def session_hold(request, pk):
    """Say that it was held, and what came of it."""
    session = _session(request, pk)
    form = _hold_form(request, session, request.POST)
    return written(request, session, form, actions.hold_session, "hold_form", _("Kept as held. The others are told."))


def session_notes(request, pk):
    """Change the shared notes. If somebody else did meanwhile, both texts are shown."""
    session = _session(request, pk)
    form = NotesForm(request.POST, session=session)
    try:
        return written(request, session, form, actions.change_notes, "notes_form", _("Notes kept."))
    except Stale as stale:
        session = _session(request, pk)
        form.data = form.data | {"seen_version": session.version}
        form.add_error("notes", stale.args[0])
        context = page_of(request, session, notes_form=form, theirs=session.notes)
        return render(request, "coaching/session_detail.html", context, status=409)


def session_promise(request, pk):
    """Promise something in a session that was held."""
    session = _session(request, pk)
    return written(request, session, PromiseForm(request.POST), actions.promise_in, "promise_form", _("Promised."))


def session_move(request, pk):
    """Put it on another day."""
    session = _session(request, pk)
    return written(request, session, MoveForm(request.POST), actions.move_session, "move_form", _("Moved. The others are told."))


def session_cancel(request, pk):
    """Let it fall out."""
    session = _session(request, pk)
    return written(
        request, session, CancelForm(request.POST), actions.cancel_session, "cancel_form", _("Cancelled. The others are told.")
    )


def session_note(request, pk):
    """Write a private note."""
    session = _session(request, pk)
    form = _note_form(request, session, request.POST)
    done_so = _("Your note is kept. You alone read it in daily use.")
    return written(request, session, form, actions.write_private_note, "note_form", done_so)


def written(request, session, form, action, name, sentence):
    """One form of a session's page: done and back to the page, or the page with what was typed and the reason."""
    if request.method != "POST":
        return redirect(session)
    is_done, late = attempt(form, action, session, by=request.user)
    if is_done:
        messages.success(request, sentence, extra_tags=f"draft:{name}-{session.pk}")
        return redirect(session)
    context = page_of(request, _session(request, session.pk), **{name: form}, late=late)
    return render(request, "coaching/session_detail.html", context, status=409 if late else 422)


def _session(request, pk):
    return get_object_or_404(Session.objects.visible_to(request.user).for_list(request.user), pk=pk)


def _hold_form(request, session, data=None):
    can_promise = plan_side_of(request.user, *session.reps) is not None
    return HoldForm(data, session=session, goals=goals_of(session.reps, reader=request.user), can_promise=can_promise)


def _note_form(request, session, data=None, **initial):
    others = [part.person.first_name for part in session.participants.all() if part.person_id != request.user.pk]
    return PrivateNoteForm(data, names=", ".join(others), **initial)
