"""Which signal to look at first: pure. `SignalQuerySet.by_usefulness` says the same in SQL, and a test that the two agree.

1. What waits for somebody: open and not answered, or answered with a day to look again that has come; then what is being worked
   on; then what is closed.
2. How much harm it tells of, to seller and manager alike: off course, drifting, no data, good news.
3. How fresh it is, in whole weeks since it was found, up to eight: an early signal is the one that help still reaches in time.
4. How strong it is: the statistic in units of its threshold (C / h). What has neither comes last among equals.
5. The latest day first, then the id, so that pages of a list never overlap.
"""

WAITING, UNDER_WORK = {"raised", "seen"}, "answered"
HARM = {"off_course": 0, "drifting": 1, "no_data": 2}
LEAST_HARM, OLD = 3, 8


def order_of(signal, today):
    """What to sort signals by, the smallest first; `signal` has the fields of `metrics.models.Signal`."""
    return (
        waits(signal, today),
        HARM.get(signal.verdict, LEAST_HARM),
        weeks_old(signal.detected_on, today),
        -strength(signal),
        -signal.detected_on.toordinal(),
        str(signal.pk),
    )


def waits(signal, today):
    """0: somebody has to do something; 1: being worked on; 2: closed."""
    if signal.state in WAITING:
        return 0
    if signal.state != UNDER_WORK:
        return 2
    return 0 if signal.recheck_on is not None and signal.recheck_on <= today else 1


def weeks_old(day, today):
    """1 for what was found in the last seven days, 2 for the seven before, up to 8."""
    return min(max((today - day).days // 7 + 1, 1), OLD)


def strength(signal):
    """How far beyond its threshold: C / h, 0 where there is none."""
    if signal.statistic is None or not signal.threshold:
        return 0.0
    return signal.statistic / signal.threshold
