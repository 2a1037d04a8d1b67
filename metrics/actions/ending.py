"""What has come back: its case says since when, and closes by itself where nobody has answered it yet."""

from collections import defaultdict

import numpy as np
from django.db import transaction

from metrics.models import Signal, SignalKind

BACK, OVER = "back", "over"  # at what could be expected again; or no episode any more for another reason


class Episodes:
    """Whose episodes are open as of a scan, and whose have just come back, of each metric that it judged anew."""

    def __init__(self):
        self.open, self.resting, self.metrics = set(), set(), []

    def look(self, found):
        """Remember what there is of one metric, before its arithmetic is forgotten."""
        track, metric = found.track, found.metric.pk
        self.metrics.append(metric)
        for is_good, side in ((False, "bad"), (True, "good")):
            running = [getattr(track.past, f"{name}_{side}").running for name in ("target", "own")]
            self._add(SignalKind.METRIC, metric, is_good, track.keys, running)
        managers = [found.head(), *track.managers]
        heads = [manager.bytes if manager else b"" for manager in managers]
        self._add(SignalKind.TEAM, metric, False, heads, [track.groups.bad.running])

    def _add(self, kind, metric, is_good, keys, running):
        is_open, rests = (np.any([getattr(one, name) for one in running], axis=0) for name in ("is_open", "rest"))
        for place, rows in ((self.open, is_open), (self.resting, rests)):
            place.update((keys[row], kind, metric, is_good) for row in np.flatnonzero(rows).tolist())

    def is_open(self, signal):
        """Whether what a case is about goes on."""
        return self._key(signal) in self.open

    def ended(self, signal):
        """How it came to its end."""
        return BACK if self._key(signal) in self.resting else OVER

    @staticmethod
    def _key(signal):
        return signal.person_id.bytes, signal.kind, signal.metric_id, signal.is_good


@transaction.atomic
def end(episodes, company, *, by=None):
    """Say of open cases whose episode is over that it is, and since when; whoever opens one again has it stay open.

    One that nobody has answered closes by itself, as accepted: that claims no success. Where an episode has begun anew, its case
    says no longer that it is over. Answers how many closed.
    """
    ended, closed, anew = defaultdict(list), 0, []
    back_on = str(company.weeks[-1])
    cases = Signal.objects.open().about(episodes.metrics).filter(as_of__lte=company.as_of).select_for_update(no_key=True)
    for signal in cases.only("person", "kind", "metric", "verdict", "facts"):
        goes_on, was_over = episodes.is_open(signal), "back_on" in signal.facts
        if goes_on and was_over:
            anew.append(signal.pk)
        elif not goes_on and not was_over:
            ended[episodes.ended(signal)].append(signal.pk)
    Signal.objects.filter(pk__in=anew).update(facts={})
    for how, found in ended.items():
        over = Signal.objects.filter(pk__in=found)
        closed += over.unanswered().end_by_itself({"ended": how, "back_on": back_on})
        over.open().update(facts={"ended": how, "back_on": back_on})
    return closed
