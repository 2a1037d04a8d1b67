"""What stands around every page: navigation for one's role, one's team with how it stands, unread reminders, and the theme."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perfplan.around import Around
from perfplan.templatetags.remembering import TOKEN
from perfplan.theme import chosen_theme


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: where it leads, and for whom it is there ("all", or some of the hats below)."""

    name: str
    label: str
    icon: str
    hats: frozenset
    short: str = ""


def _place(name, label, icon, hats="all", short=""):
    return Place(name, label, icon, frozenset(hats.split()), short or label)


# Hats: worker (may have a plan of their own), manager (has reports, or stands in for somebody), and the roles hr, leader, admin.
PLACES = [
    _place("home", _("Home"), "house"),
    _place("coaching:week", _("My week"), "calendar-days", "manager", _("Week")),
    _place("plans:plan_list", _("Plans"), "file-text", "worker manager leader hr"),
    _place("coaching:session_list", _("Coaching"), "messages-square", "worker manager leader"),
    _place("metrics:metric_list", _("Metrics"), "chart-line", "worker manager leader admin"),
    _place("coaching:signal_list", _("Signals"), "activity", "worker manager leader"),
    _place("reviews:review_list", _("Reviews"), "columns-2", "worker manager leader hr"),
    _place("plans:strategy", _("Strategy"), "compass", "worker manager leader hr"),
    _place("people:person_list", _("People"), "users", "manager leader hr admin"),
    _place("reviews:hr", _("HR"), "folder-down", "hr"),
    _place("reminders:outbox", _("Outbox"), "send", "admin"),
    _place("installation", _("Settings"), "settings-2", "admin"),
    _place("reminders:inbox", _("Reminders"), "bell"),
]
LOG = _place("coaching:log", _("Log a conversation"), "plus", "worker manager leader", _("Log"))
TABS = {  # the phone's four tabs beside "More", by the first hat that fits
    "manager": ["coaching:week", "plans:plan_list", "coaching:log", "reviews:review_list"],
    "worker": ["home", "plans:plan_list", "coaching:log", "reviews:review_list"],
    "hr": ["home", "plans:plan_list", "reviews:hr", "reviews:review_list"],
    "admin": ["home", "people:person_list", "reminders:outbox", "reminders:inbox"],
    "leader": ["home", "plans:plan_list", "coaching:log", "reviews:review_list"],
}


@dataclass
class Link:
    """A place as this reader sees it on this page."""

    place: Place
    href: str
    is_current: bool = False
    count: int = 0

    def __getattr__(self, name):
        return getattr(self.place, name)

    @property
    def is_log(self):
        """Whether this is the raised tab in the middle."""
        return self.place is LOG


@dataclass(frozen=True)
class Member:
    """One of the reader's team, with the mark of their worst open signal."""

    name: str
    href: str
    state: str | None
    is_current: bool


class Frame:
    """The frame of one page. Nothing is read before a template asks; the whole costs one query."""

    def __init__(self, request):
        self.request = request

    @cached_property
    def person(self):
        """Whoever is logged in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def key(self):
        """A word for all that stands around this page, if it is known."""
        return getattr(self.request, "frame_key", "")

    @property
    def theme(self):
        """light, dark or system."""
        return chosen_theme(self.request)

    @property
    def is_local(self):
        """Whether this installation is somebody's own machine, with the demo log-ins."""
        return settings.LOCAL

    @property
    def section(self):
        """The room that this page belongs to."""
        match = self.request.resolver_match
        return (match.namespace or match.url_name) if match else ""

    @cached_property
    def standing(self):
        """The reader's roles, those they stand in for, their team and their unread reminders, unless that was read already."""
        return getattr(self.request, "around", None) or Around.of(self.person)

    @property
    def unread(self):
        """Reminders not yet opened in the application."""
        return self.standing.unread

    @cached_property
    def team(self):
        """Those whom the reader manages, or stands in for, each with their worst open signal."""
        return [self._member(reverse("people:person_detail", args=[pk]), *known) for pk, *known in self.standing.team]

    def _member(self, href, name, worst):
        return Member(name, href, worst, self.request.path.startswith(href))

    @cached_property
    def hats(self):
        """What the reader is here: any of worker, manager, hr, leader, admin."""
        roles = set(self.standing.role_names)
        manager = {"manager"} if self.team or self.standing.seat_ids else set()
        worker = {"worker"} if not roles & {"hr", "admin"} else set()
        return roles | manager | worker | {"all"}

    @cached_property
    def nav(self):
        """The side navigation for the reader's hats; the entry whose path is the longest start of this page's is current."""
        links = [self._link(place) for place in PLACES if place.hats & self.hats]
        here = [link for link in links if self._leads_here(link)]
        if here:
            max(here, key=lambda link: len(link.href)).is_current = True
        return links

    @cached_property
    def log(self):
        """The way to log a conversation, for those who have any."""
        return self._link(LOG) if LOG.hats & self.hats else None

    @cached_property
    def tabs(self):
        """Four tabs of the phone; the fifth opens everything else."""
        hat = next(hat for hat in TABS if hat in self.hats)
        known = {link.place.name: link for link in self.nav} | ({LOG.name: self.log} if self.log else {})
        return [known[name] for name in TABS[hat] if name in known]

    def _link(self, place):
        count = self.unread if place.name == "reminders:inbox" else 0
        return Link(place, reverse(place.name), count=count)

    def _leads_here(self, link):
        path = self.request.path
        return path == link.href if link.href == "/" else path.startswith(link.href)


def frame(request):
    """Context processor: `frame` in every template, read only where it is used."""
    own = {"csrf_token": TOKEN} if getattr(request, "kept_as", None) else {}  # see perfplan.shown
    return {"frame": Frame(request), **own}
