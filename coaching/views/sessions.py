"""Pages of sessions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import actions, rules
from coaching.forms import CancelForm, HoldForm, MoveForm, NotesForm, PlanSessionForm, PrivateNoteForm
from coaching.models import Session, SessionKind, SessionState
from coaching.reads import coverage_for, goals_in_force_of, loggable_by, preparation_of

PAGE = 30


def session_list(request):
    """What is to come, and what was held, with the goals that each touched."""
    kind = request.GET.get("kind", "")
    visible = Session.objects.visible_to(request.user).for_list()
    held = visible.held().of_kind(kind)
    context = {
        "coming": visible.coming(timezone.now())[:20],
        "page": Paginator(held, PAGE).get_page(request.GET.get("page")),
        "kinds": SessionKind.choices,
        "kind": kind,
        "coverage": coverage_for(request.user)[:12],
    }
    return render(request, "coaching/session_list.html", context)


def session_detail(request, pk):
    """One session: prepared before, with notes after."""
    session = get_object_or_404(Session.objects.visible_to(request.user).for_page(), pk=pk)
    return render(request, "coaching/session_detail.html", page_of(request, session))


def page_of(request, session, **forms):
    """What the page of a session shows; `forms` are those that were sent and refused."""
    me = request.user
    reps = [part.person for part in session.participants.all() if part.is_rep]
    goals = goals_in_force_of(*reps)
    own_note = session.private_notes.filter(author=me).first()
    return {
        "session": session,
        "reps": reps,
        "takes_part": rules.takes_part(me, session),
        "own_note": own_note,
        "promises": session.commitments.for_list(),
        "preparation": preparation_of(reps) if session.state == SessionState.PLANNED else None,
        "can_hold": rules.can_hold(me, session),
        "can_add_notes": rules.can_add_notes(me, session),
        "hold_form": HoldForm(goals=goals),
        "notes_form": NotesForm(instance=session),
        "move_form": MoveForm(initial={"starts_at": session.starts_at}),
        "cancel_form": CancelForm(),
        "note_form": PrivateNoteForm(instance=own_note),
    } | forms


def session_plan(request):
    """Agree on a session to come."""
    reps = loggable_by(request.user)
    chosen = request.GET.getlist("rep")
    form = PlanSessionForm(request.POST or None, reps=reps, initial={"reps": chosen, "kind": request.GET.get("kind")})
    if form.is_valid():
        try:
            session = actions.plan_session(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Planned. Everybody who takes part is told."))
            return redirect(session)
    return render(request, "coaching/session_plan.html", {"form": form}, status=422 if form.is_bound else 200)


def session_hold(request, pk):
    """Say that it was held, and what came of it."""
    session = get_object_or_404(Session.objects.visible_to(request.user).for_page(), pk=pk)
    goals = goals_in_force_of(*[part.person for part in session.participants.all() if part.is_rep])
    return written(
        request, session, HoldForm(request.POST or None, goals=goals), actions.hold_session, "hold_form", _("Kept as held.")
    )


def session_notes(request, pk):
    """Change the shared notes."""
    session = get_object_or_404(Session.objects.visible_to(request.user).for_page(), pk=pk)
    form = NotesForm(request.POST or None, instance=session)
    return written(request, session, form, actions.change_notes, "notes_form", _("Notes kept."))


def session_move(request, pk):
    """Put it on another day."""
    session = get_object_or_404(Session.objects.visible_to(request.user).for_page(), pk=pk)
    return written(
        request, session, MoveForm(request.POST or None), actions.move_session, "move_form", _("Moved. The others are told.")
    )


def session_cancel(request, pk):
    """Let it fall out."""
    session = get_object_or_404(Session.objects.visible_to(request.user).for_page(), pk=pk)
    return written(
        request,
        session,
        CancelForm(request.POST or None),
        actions.cancel_session,
        "cancel_form",
        _("Cancelled. The others are told."),
    )


def session_note(request, pk):
    """Write a private note."""
    session = get_object_or_404(Session.objects.visible_to(request.user).for_page(), pk=pk)
    form = PrivateNoteForm(request.POST or None)
    return written(
        request, session, form, actions.write_private_note, "note_form", _("Your note is kept. You alone read it in daily use.")
    )


def written(request, session, form, action, name, done):
    """One form of a session's page: done and back to the page, or the page with what was typed and the reason."""
    if form.is_valid():
        try:
            action(session, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(session)
    if not form.is_bound:
        return redirect(session)
    return render(request, "coaching/session_detail.html", page_of(request, session, **{name: form}), status=422)
