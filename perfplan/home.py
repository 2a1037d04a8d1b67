"""The first page: my next actions with dates."""

from django.shortcuts import render


def home(request):
    """What waits for me, then the state of my plans, then what changed."""
    return render(request, "perfplan/home.html")
