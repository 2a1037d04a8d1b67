"""One measure of a goal in force: what was signed about it, beside what is measured and what either side said."""

from functools import cached_property

from django.utils import timezone

from plans.body import number

WEEKS_SHOWN = 14


def signed_measures(goal, body):
    """The measures of a goal that the signed text has, as rows."""
    ids = [measure["id"] for text in body["goals"] if text["id"] == str(goal.pk) for measure in text["measures"]]
    return goal.measures.filter(pk__in=ids).select_related("metric").in_order()


class LivingMeasure:
    """One measure in force, with the last weeks of its metric."""

    def __init__(self, text, page):
        self.text = text
        self.whole = page.series.get(text["metric"]["id"]) if text["metric"] else None
        self.page, self.plan, self.is_over = page, page.plan, page.is_over

    @property
    def said(self):
        """The last value that either side said of it, or None: it stands beside what is measured, and never in its place."""
        return self.page.said.get(self.text["id"])

    @property
    def state(self):
        """As the last scan found it; silence is never green. A closed plan has none: a scan speaks of today."""
        if self.is_over:
            return ""
        return self.whole.state if self.whole else "no_data"

    @property
    def signal(self):
        """The open case about it, or None."""
        return self.page.signals.get(self.text["metric"]["id"]) if self.text["metric"] else None

    @property
    def now(self):
        """The last value that was reported."""
        return self.whole.now if self.whole else None

    @property
    def range(self):
        """The range that both signed, as `agreed_range` takes it; nothing if there is none."""
        low, high = number(self.text["low"]), number(self.text["high"])
        if low is None and high is None:
            return {}
        ends = [None if end is None else float(end) for end in (low, high)]
        return {"lo": ends[0], "hi": ends[1], "unit": self.text["metric"]["unit"]}

    @cached_property
    def spark(self):
        """What a sparkline draws: the last weeks, with the range that both signed."""
        whole, cut = self.whole, max(len(self.whole.points) - WEEKS_SHOWN, 0)
        return {
            "lo": None,
            "hi": None,
            **self.range,
            "points": whole.points[cut:],
            "labels": whole.labels[cut:],
            "detected": None if self.is_over else _shifted(whole.detected, cut),
            "onset": None if self.is_over else _shifted(whole.onset, cut),
            "label": self.text["metric"]["name"],
            "unit": self.text["metric"]["unit"],
            "state": self.state,
        }

    @property
    def target(self):
        """The target of the period as a number, or None."""
        return number(self.text["target"])

    @property
    def adds_up(self):
        """Whether the weeks add up to the period's total (counts and amounts do; ratios and durations don't)."""
        return self.text["metric"]["kind"] in ("count", "amount")

    @cached_property
    def reached(self):
        """What the period came to so far (or, where weeks don't add up, the last value); None if nothing is known."""
        if self.whole is None:
            return None
        if not self.adds_up:
            return self.whole.now
        known = [
            point
            for monday, point in zip(self.whole.weeks, self.whole.points, strict=True)
            if point is not None and self.plan.starts_on <= monday <= self.plan.ends_on
        ]
        return sum(known) if known else None

    @property
    def pace(self):
        """Where a steady way to the target would be today."""
        if self.target is None or not self.adds_up or self.is_over:
            return None
        length = (self.plan.ends_on - self.plan.starts_on).days + 1
        passed = min(max((timezone.localdate() - self.plan.starts_on).days, 0), length)
        return float(self.target) * passed / length


def _shifted(place, cut):
    return place - cut if place is not None and place >= cut else None
