"""Two people who have one plan open: the quick question without the database, and the answer with what changed."""

import json
import re
from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from plans import presence, tickets
from plans.live import Fresh, events_since, places_in_draft, places_in_force
from plans.views.plan import draft_context, living_context, shows_draft
from plans.views.reading import draft_for, place_of

BLOCK = re.compile(r"[a-z0-9-]{0,48}")


@csrf_exempt  # the ticket is the whole right to ask: the page sends no cookie along
@login_not_required
@require_POST
def plan_live(request, pk):
    """Who else has the plan open, and how far its history has come; asked by open pages every few seconds.

    Costs one round trip to Redis and nothing else: no session, no person, no database. 403 without a good ticket.
    """
    asked = _asked(request)
    me = tickets.holder(str(asked.get("ticket")), pk)
    if me is None:
        return JsonResponse({}, status=403)
    if asked.get("leaves"):
        presence.leave(pk, me.person)
        return HttpResponse(status=204)
    on = str(asked.get("on", ""))
    seen = presence.look(pk, replace(me, on=on if BLOCK.fullmatch(on) else ""))
    if seen is None:
        return JsonResponse({"away": True})
    newest, others = seen
    return JsonResponse({"newest": newest, "here": [{"name": one.name, "side": one.side, "on": one.on} for one in others]})


def saved(request, item):
    """The answer to a form about an item that was saved: back to its place on the page; to a form that stands in the open page
    only the word that it was, and the page asks what changed.
    """
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": "plan:saved"})
    return redirect(place_of(item))


def _asked(request):
    try:
        asked = json.loads(request.body)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


@require_GET
def plan_rev(request, pk):
    """The blocks of an open page that changed since line `since` of the history, drawn as the page draws them; 204 if none did.

    Checks the reader's rights as the page does, and renews the ticket.
    """
    plan = draft_for(request, pk)
    since = request.GET.get("since", "")
    if not since.isdecimal() or int(since) >= plan.newest:
        response = HttpResponse(status=204)
    else:
        response = _changes(request, plan, int(since))
    presence.announce(plan.pk, plan.newest)
    response["X-Ticket"] = tickets.issue(plan, request.user)
    return response


def _changes(request, plan, since):
    events = events_since(plan, since)
    is_draft = shows_draft(request, plan)
    context = (draft_context if is_draft else living_context)(request, plan)
    context["is_another"] = request.GET.get("page") != ("draft" if is_draft else "living")
    places = (lambda _page: {}) if context["is_another"] else places_in_draft if is_draft else places_in_force
    context["fresh"] = Fresh(context["page"], events, places(context["page"]))
    return render(request, "plans/_live_draft.html" if is_draft else "plans/_live_living.html", context)
