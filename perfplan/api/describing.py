"""The description of the API: for programs as OpenAPI, for people as a page of our own (no script, nothing from elsewhere)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from perfplan.api import problems
from perfplan.api.api import api
from perfplan.api.bearer import Bearer
from perfplan.api.outline import outline_of
from perfplan.api.problems import Problem

EXAMPLE = 'curl %s/api/v1/people -H "Authorization: Bearer $TOKEN"'


@login_not_required
@csrf_exempt
@require_safe
def openapi(request):
    """The description as OpenAPI 3.1, for whoever is logged in or has a token that works."""
    try:
        if not request.user.is_authenticated:
            Bearer(None)(request)
    except Problem as problem:
        return problems.answer(problem)
    return JsonResponse(api.get_openapi_schema())


@require_safe
def docs(request):
    """The same for people."""
    context = {"outline": outline_of(api.get_openapi_schema()), "example": EXAMPLE % settings.PUBLIC_URL}
    return render(request, "perfplan/api_docs.html", context)
