"""The same small chart as on the page, as a picture that a document can hold, with the numbers beside it as text."""

import re
from html import unescape

from django.template.loader import render_to_string

SENTENCE = re.compile('aria-label="([^"]*)"')
LOOKS = {  # what the page's stylesheet says, said in the picture itself
    'class="spark"': 'xmlns="http://www.w3.org/2000/svg"',
    'class="band"': 'fill="#dfe5f6"',
    'class="limit"': 'fill="none" stroke="#7f8dc6" stroke-width=".7" stroke-dasharray="2 2"',
    'class="line off"': 'fill="none" stroke="#865600" stroke-width="1.6"',
    'class="line"': 'fill="none" stroke="#47505c" stroke-width="1.6"',
    'class="mark"': 'fill="#ffffff" stroke="#865600" stroke-width="1.6"',
    'class="now off"': 'fill="#865600"',
    'class="now"': 'fill="#161a20"',
}


def picture(series, *, now):
    """A series (as `{% sparkline %}` takes it) as {svg, alt, now, agreed}: the picture, its sentence, the numbers in words."""
    svg = render_to_string("metrics/_spark.svg", {"series": series}).strip()
    alt = unescape(SENTENCE.search(svg).group(1))
    shown, _bar, agreed = render_to_string("metrics/_numbers.txt", {"series": series, "now": now}).strip().partition("|")
    for look, said in LOOKS.items():
        svg = svg.replace(look, said)
    return {"svg": svg, "alt": alt, "now": shown, "agreed": agreed}
