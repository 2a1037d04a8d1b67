import argparse
import datetime
import json
from contextlib import nullcontext

from django.core.management.base import BaseCommand
from django.utils import timezone

from metrics.actions import scan
from metrics.management.outputs import to_write
from metrics.sentences import sentence_of
from metrics.weeks import monday_of


class Found:
    """A finding's facts by name, as `metrics.sentences` reads them."""

    def __init__(self, facts):
        self.__dict__.update(facts)


def entry(finding):
    """One series as the contract writes it."""
    facts = finding.facts
    return {
        "email": finding.person.email,
        "metric": finding.metric.key,
        "state": str(facts["state"]),
        "onset": facts["onset_on"] and facts["onset_on"].isoformat(),
        "detected_on": facts["detected_on"] and facts["detected_on"].isoformat(),
        "statistic": facts["statistic"],
        "threshold": facts["threshold"],
        "expected": facts["expected"],
        "actual": facts["actual"],
        "weeks": facts["weeks"],
        "probability_to_hit_target": facts["probability"],
        "sentence": sentence_of(Found(facts), finding.metric),
    }


def week_that_began(text):
    """A day of this week, or of one before. A look from a day to come would take all that has not come yet for silence."""
    day = datetime.date.fromisoformat(text)
    if monday_of(day) > timezone.localdate():
        raise argparse.ArgumentTypeError(f"the week of {day} has not begun")
    return day


class Command(BaseCommand):
    help = "Look for drift in every metric of everybody, and open or update signals. The same day twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--as-of",
            type=week_that_began,
            metavar="DATE",
            help="judge as of the Monday on or before this day (today): the weeks that were over then, and nothing later",
        )
        parser.add_argument("--json", metavar="FILE", help="write one object for each series that was judged")

    def handle(self, *, as_of, **options):
        with to_write(options["json"]) if options["json"] else nullcontext() as file:
            result = scan(as_of=as_of or timezone.localdate())
            if file:
                self.write(file, result)
        self.stdout.write(str(result))

    def write(self, file, result):
        report = {"as_of": result.as_of.isoformat(), "series": [entry(finding) for finding in result.findings]}
        json.dump(report, file, ensure_ascii=False, indent=1)
        file.write("\n")
