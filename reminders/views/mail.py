"""E-mails: read here where there is no mail server, and switched off from wherever they were read."""

import email.utils

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Person
from reminders import actions, kinds, mailfiles, unsubscribe
from reminders.models import Channel

PAGE = 25


@require_safe
def mail_list(request):
    """The e-mails that perfplan wrote to one's address, where there is no mail server."""
    page = Paginator(mailfiles.names_for(request.user.email), PAGE).get_page(request.GET.get("page"))
    letters = [letter for name in page if (letter := read(name))]
    return render(request, "reminders/mail_list.html", {"page": page, "letters": letters})


@require_safe
def mail_detail(request, name):
    """One of them, as it was sent."""
    letter = read(name) if name in mailfiles.names_for(request.user.email) else None
    if letter is None:
        raise Http404
    return render(request, "reminders/mail_detail.html", {"letter": letter})


def read(name):
    """What the page shows of a message, or None if its file is gone."""
    try:
        message = mailfiles.read(name)
        body = message.get_body(("plain",))
        when = email.utils.parsedate_to_datetime(message["Date"])
    except (FileNotFoundError, TypeError, ValueError):
        return None
    return {"name": name, "subject": message["Subject"], "when": when, "text": body.get_content() if body else ""}


@csrf_exempt  # the one-click of RFC 8058: mail programs post here with no page of ours open; the signed link is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_unsubscribe(request, token):
    """Switch off one kind of e-mail for the person whom the link was made for. Opening the link only asks."""
    found = unsubscribe.read(token)
    kind = kinds.find(found[1]) if found else None
    if kind is None:
        raise Http404
    person = get_object_or_404(Person.objects.active(), pk=found[0])
    if request.method == "POST":
        actions.mute(kind, by=person, channel=Channel.EMAIL)
    return render(request, "reminders/unsubscribe.html", {"kind": kind, "is_done": request.method == "POST"})
