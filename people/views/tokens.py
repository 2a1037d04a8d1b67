"""Tokens: what programs may do in one's name."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import actions, rules
from people.forms import TokenForm
from people.models import Token
from people.verdict import Refused

A_PAGE = 50


@require_safe
def token_list(request):
    """The tokens in my name: what each may do, until when, and when it was used last."""
    tokens = request.user.tokens.for_list()
    context = {
        "page": Paginator(tokens, A_PAGE).get_page(request.GET.get("page")),
        "sees_all": rules.can_see_all_tokens(request.user),
    }
    return render(request, "people/token_list.html", context)


@require_safe
def token_all(request):
    """Everybody's tokens, by name, for administrators."""
    rules.can_see_all_tokens(request.user).enforce()
    query = request.GET.get("q", "").replace("\0", "").strip()
    tokens = Token.objects.visible_to(request.user).search(query).for_list()
    context = {
        "page": Paginator(tokens, A_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "query_string": urlencode({"q": query}) if query else "",
    }
    return render(request, "people/token_all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def token_make(request):
    """Make one. Its text is in the answer to this request, and nowhere else, ever."""
    form = TokenForm(request.POST or None, for_others=bool(rules.can_administer(request.user)))
    if request.method == "POST" and form.is_valid():
        try:
            token, text = actions.make_token(by=request.user, **form.facts(request.user))
            return render(request, "people/token_made.html", {"token": token, "text": text})
        except (ValidationError, Refused) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/token_form.html", {"form": form}, status=status)


@require_POST
def token_revoke(request, pk):
    """End one: it opens nothing any more."""
    token = get_object_or_404(Token.objects.visible_to(request.user).for_list(), pk=pk)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("“%(name)s” opens nothing any more") % {"name": token.name})
    return redirect("people:token_all" if request.POST.get("back") == "all" else "people:token_list")
