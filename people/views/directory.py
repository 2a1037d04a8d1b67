"""Who there is."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from people import rules
from people.alongside import PERSON, read_of
from people.forms import AbsenceForm, DelegationForm, ManagerForm, RoleForm
from people.models import Person

A_PAGE = 50


def person_list(request):
    """Everybody whom the reader may look up, by name or team."""
    query = request.GET.get("q", "").replace("\0", "").strip()
    people = Person.objects.visible_to(request.user).search(query).for_list()
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    words = urlencode({"q": query}) if query else ""
    context = {"page": page, "query": query, "query_string": words, "can_administer": rules.can_administer(request.user)}
    return render(request, "people/person_list.html", context)


def person_detail(request, pk):
    """One person: what they do, to whom they report since when, who stands in for them; and what the reader may change of it."""
    person = get_object_or_404(Person.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "people/person_detail.html", detail_context(request, person))


def detail_context(request, person, **forms):
    """What the page of a person shows; `forms` replaces an empty form by one that was refused."""
    me = request.user
    can_administer, can_delegate = rules.can_administer(me), rules.can_delegate(me, person)
    context = {
        "person": person,
        "is_me": person.pk == me.pk,
        "is_mine": Person.objects.managed_by(me.seats()).filter(pk=person.pk).exists(),
        "can_administer": can_administer,
        "can_delegate": can_delegate,
        "lines_up": person.lines_up.for_history(),
        "reports": Person.objects.managed_by(person).visible_to(me).for_list()[:A_PAGE],
        "delegations": person.delegated_away.for_history(),
        "alongside": read_of(PERSON, person, me),
    }
    if rules.can_note_absence(me, person):
        today = timezone.localdate()
        context |= {"absence_form": AbsenceForm(), "absences": person.absences.from_day(today).order_by("starts_on")[:A_PAGE]}
    if can_administer:
        context |= {"grants": person.grants.for_history(), "manager_form": ManagerForm(), "role_form": RoleForm()}
    if can_delegate:
        context["delegation_form"] = DelegationForm()
    return context | forms
