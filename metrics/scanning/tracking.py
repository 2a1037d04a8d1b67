"""All metrics brought up to date: each from as late as what has changed allows."""

from dataclasses import dataclass

from metrics.models import Kind, Standing
from metrics.scanning import judging, reading
from metrics.scanning.findings import Found


@dataclass
class Work:
    """What has to be done about one metric: the standing to go on from, and since when."""

    metric: object
    standing: object = None
    body: bytes = b""
    base: object = None
    since: int | None = None  # the number of the first week to judge; None: begin anew
    agreed: tuple = ()  # people with whom something else was agreed
    is_same: bool = False


def found(company, *, keep=False):
    """`Found` for each metric with any series, by key; with `keep`, what the next scan goes on from is written down.

    `Found.is_same` tells that nothing about the metric has changed since the last scan.
    """
    works = [_work(company, metric) for metric in sorted(company.metrics.values(), key=lambda metric: metric.key)]
    rows = _read(company, works)
    for work in works:
        track = _track(company, work, rows.pop(work.metric.pk, None))
        if track is None:
            continue
        if keep and not work.is_same:
            _keep(company, work, track)
        one = Found(company, track)
        one.is_same = work.is_same
        yield one


def _work(company, metric):
    """Where to go on from. Bodies are read where they are needed, and what is no good any more is not."""
    standing = company.standings.get(metric.pk)
    work = Work(metric)
    if standing is None or standing.basis != judging.basis_of(company, metric) or standing.as_of > company.as_of:
        return work
    done, (measured, agreed) = _number(company, standing.as_of), company.touched.get(metric.pk, (None, {}))
    last = company.weeks[-1]
    since = done if measured is None or measured > last else min(done, max(_number(company, measured), 0))
    work.agreed = tuple(key for key, day in agreed.items() if day <= last)
    work.standing, work.since = standing, since
    return work


def _number(company, monday):
    return (monday - company.weeks[0]).days // 7


def _read(company, works):
    """{metric: what was measured since}, in one query for all that go on from the same week; chooses now, base or anew."""
    groups = {}
    for work in works:
        if work.since is None:
            continue
        _choose(company, work)
        if work.since is not None and work.since < len(company.weeks):
            groups.setdefault(work.since, []).append(work.metric.pk)
    rows = {}
    for since, metrics in groups.items():
        rows |= reading.weeks_of(company, metrics, since)
    return rows


def _choose(company, work):
    """Load what is to be gone on from: the last standing, or the base if a week before it has changed, or neither."""
    done = _number(company, work.standing.as_of)
    if work.since >= done:
        work.body = _body(work, is_base=False)
        track, prints = judging.kept(company, work.metric, work.standing, work.body)
        changed = judging.first_change(prints, track.inputs)
        if changed >= done:
            unmoved = not work.agreed and not track.is_planned_anew
            work.track, work.is_same = track, done == len(company.weeks) and unmoved
            return
        work.since = changed
    base = Standing.objects.filter(metric=work.metric, is_base=True, basis=work.standing.basis).defer("body").first()
    if base is None or work.since < (cut := judging.cut_of(company)):
        work.since = None
        return
    work.track, prints = judging.kept(company, work.metric, base, _body(work, is_base=True))
    work.since = cut if judging.first_change(prints, work.track.inputs) >= cut else None


def _body(work, *, is_base):
    rows = Standing.objects.filter(metric=work.metric, is_base=is_base)
    return bytes(rows.values_list("body", flat=True)[0])


def _track(company, work, rows):
    if work.since is None or _has_cases_now(work, rows):
        work.is_same = False
        return judging.anew(company, work.metric)
    track, work.track = work.track, None
    agreed = [*work.agreed, *(judging.on_the_way_to_totals(company, work.metric) if track.is_planned_anew else ())]
    if rows is None:
        judging.last_week(company, track)
        new = []
    else:
        new = judging.gone_on(company, track, rows)
    judging.with_agreements_anew(company, track, [*agreed, *new])
    return track


def _has_cases_now(work, rows):
    """Whether a share that came without cases so far has them now: it is judged in another way then."""
    is_plain = work.metric.kind == Kind.RATIO and work.track.rules.kind != Kind.RATIO
    return is_plain and rows is not None and (rows[3] > 0).any()


def _keep(company, work, track):
    """Write down what the next scan goes on from, unless a later one has been written."""
    if work.metric.pk in company.standings and company.standings[work.metric.pk].as_of > company.as_of:
        return
    rows = [judging.row_of(company, track, is_base=False, body=judging.body_of(track))]
    if track.began_anew:
        Standing.objects.filter(metric=work.metric, is_base=True).delete()
        rows += [judging.row_of(company, track, is_base=True, body=track.base)] if track.base else []
    names = ["as_of", "basis", "phi", "correlation", "run_length", "season", "body"]
    Standing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["metric", "is_base"], update_fields=names)
