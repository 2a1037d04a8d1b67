"""What perfplan holds about the reader, and how it talks to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from people import actions
from people.forms import AccountForm
from people.models import AccessEntry, Person

A_PAGE = 50


def me(request):
    """My language and time zone, and the ways to my password and my record."""
    form = AccountForm(request.POST or None, instance=Person.objects.get_by_natural_key(request.user.email))
    if request.method != "POST":
        return render(request, "people/me.html", {"form": form})
    if not form.is_valid():
        return render(request, "people/me.html", {"form": form}, status=422)
    actions.set_place_and_language(request.user, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved"))
    return redirect("people:me")


def me_record(request):
    """What is held about me: who I am here, my lines and roles, and who looked at my records."""
    person = Person.objects.for_list().get(pk=request.user.pk)
    context = {
        "person": person,
        "lines_up": person.lines_up.for_history(),
        "lines_down": person.lines_down.for_history(),
        "grants": person.grants.for_history(),
        "delegated_away": person.delegated_away.for_history(),
        "delegated_here": person.delegated_here.for_history(),
        "accesses": Paginator(AccessEntry.objects.about(person).for_list(), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "people/me_record.html", context)
