"""Who is asked into a plan."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions, rules
from plans.forms import InviteForm
from plans.models import Invitation
from plans.views.reading import draft_for


def invitation_list(request, pk):
    """Who reads this plan besides the two who sign it, who asked them in and when; and ask somebody else in."""
    plan = draft_for(request, pk)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    people = rules.people_to_invite(request.user, plan, words)
    form = InviteForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        actions.invite(plan, by=request.user, person=person)
        messages.success(request, _("%(name)s is asked in.") % {"name": person.name})
        return redirect("plans:invitation_list", pk=plan.pk)
    context = {
        "plan": plan,
        "invitations": Invitation.objects.of(plan),
        "form": form,
        "words": words,
        "may": rules.can_invite(request.user, plan),
        "found": bool(people),
    }
    return render(request, "plans/invitation_list.html", context, status=422 if form.errors else 200)


@require_POST
def invitation_end(request, pk, invitation_id):
    """Let somebody read this plan no longer."""
    plan = draft_for(request, pk)
    invitation = get_object_or_404(Invitation.objects.of(plan), pk=invitation_id)
    invitation.plan = plan
    actions.end_invitation(invitation, by=request.user)
    messages.success(request, _("%(name)s reads this plan no longer.") % {"name": invitation.person.name})
    return redirect("plans:invitation_list", pk=plan.pk)
