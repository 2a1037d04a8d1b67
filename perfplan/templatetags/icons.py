"""Icons as inline SVG, from the lucide package: hidden from screen readers, since a word always stands beside them."""

from functools import lru_cache

import lucide
from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def icon(name, size=16):
    """The outline drawing called `name` in the lucide set; an unknown name is a mistake and raises."""
    return _drawn(str(name), int(size))


@lru_cache(maxsize=256)
def _drawn(name, size):
    svg = lucide._render_icon(name, size, aria_hidden="true")
    return mark_safe("".join(line.strip() + " " if "<svg" in line else line.strip() for line in svg.splitlines()))
