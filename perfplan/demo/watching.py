"""What was watched over the last weeks, and what people did about it: through the rooms' actions, on the days that it says."""

import datetime

from django.utils import timezone

from coaching import actions as coaching
from metrics import actions as metrics
from metrics.models import Metric, Observation, Signal, SignalState, Verdict
from perfplan.demo import words
from perfplan.demo.clock import on
from reminders import actions as reminders

SAM, LEILA = "sam@demo.example", 20
WEEKS_BACK = (3, 2, 1, 0)


def watch(org, today):
    """Drift is looked for week by week. Sam's signal stays as it is; of the others some are seen, worked on, or closed."""
    found = 0
    for back in WEEKS_BACK:
        day = today - datetime.timedelta(weeks=back)
        with on(day, 6):
            found += metrics.scan(as_of=day).opened
        with on(day, 14):
            answer_some(today, day)
    return found


def answer_some(today, day):
    """What is a week old is answered: by its seller with a promise, or by their manager; what rose is praised."""
    week_ago = timezone.now() - datetime.timedelta(days=6)
    cases = Signal.objects.of_people().filter(raised_at__lt=week_ago, state__in=(SignalState.RAISED, SignalState.SEEN))
    for number, signal in enumerate(cases.exclude(person__email=SAM).for_list().order_by("person__email", "metric__key")):
        manager = signal.person.manager()
        if signal.is_good and signal.state == SignalState.SEEN:
            coaching.recognise(signal.person, by=manager, text=words.RECOGNITION[number % 2], signal=signal)
        elif signal.is_good or signal.state == SignalState.SEEN or number % 3 == 1:
            coaching.open_signal(signal, by=signal.person)
        elif number % 3 == 2 and signal.verdict != Verdict.OFF_COURSE:
            coaching.close_signal(signal, by=manager, outcome=SignalState.FALSE_ALARM)
        else:
            work_on(signal, today, day, words.ANSWERS[number % len(words.ANSWERS)])


def work_on(signal, today, day, answer):
    """The seller says what is behind it, and what they will do."""
    cause, said, action = answer
    recheck_on = max(day, today) + datetime.timedelta(days=14)
    coaching.answer_signal(
        signal,
        by=signal.person,
        cause=cause,
        words=said,
        action=action,
        due_on=today + datetime.timedelta(days=10),
        recheck_on=recheck_on,
    )


def look_around(org, today):
    """What has come to rest in the process; a metric that Maya muted; a value that Sam typed; and how Sam likes to be told."""
    process = coaching.look_at_process(as_of=today).done["opened"]
    sam, maya = org.sellers[0], org.managers[0]
    if len(org.sellers) > LEILA:
        away = {"until": today + datetime.timedelta(days=40), "reason": words.MUTED}
        metrics.mute(org.sellers[LEILA], by=maya, metric=Metric.objects.get(key="customer_satisfaction"), **away)
    demos = Metric.objects.get(key="demos")
    week = Observation.objects.of([sam], [demos]).order_by("-period_start").values_list("period_start", "value").first()
    if week:
        metrics.type_value(sam, demos, week=week[0], value=week[1] + 1, note=words.TYPED, by=sam)
    reminders.set_letter(by=sam, digest_at=datetime.time(7, 30), has_weekends=False, wants_letter=True)
    reminders.set_letter(by=maya, digest_at=datetime.time(8), has_weekends=False, wants_letter=True)
    return process
