"""The form that a round asks unless HR writes another: pure words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reviews.models import About, AskedOf


@dataclass(frozen=True)
class Asked:
    """One question of a form."""

    about: About
    text: str
    asked_of: AskedOf = AskedOf.BOTH
    has_scale: bool = False


DEFAULT_FORM = [
    Asked(About.GOAL, _("How did it go, and what made the difference?"), has_scale=True),
    Asked(
        About.MANAGER,
        _("How did your manager keep what they promised you? What helped, and what was missing?"),
        AskedOf.SELLER,
    ),
    Asked(About.MANAGER, _("How did I keep my own promises, and what did I leave too long?"), AskedOf.MANAGER),
    Asked(About.SELF, _("The time as a whole: what stands out?"), has_scale=True),
    Asked(About.NEXT, _("What comes next, and what has to change for it?")),
]
