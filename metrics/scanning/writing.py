"""Judgements into the database: by COPY, and where something is new."""

import numpy as np
from django.db import connection

from metrics.drift.verdict import DETECTORS, STAGES, STATES
from metrics.scanning import copying

CODED = {"state": STATES, "stage": STAGES, "detector": DETECTORS}
COLUMNS = {
    "person": "uuid", "metric": "uuid", "state": "int2", "stage": "int2", "detector": "int2", "onset_on": "int4",
    "detected_on": "int4", "statistic": "float8", "threshold": "float8", "expected": "float8", "actual": "float8",
    "weeks": "int2", "probability": "float8", "is_team_moving": "bool", "history": "int2",
}  # fmt: skip
TABLE = """
CREATE TEMPORARY TABLE scanned (person uuid, metric uuid, state int2, stage int2, detector int2, onset_on int, detected_on int,
    statistic float8, threshold float8, expected float8, actual float8, weeks int2, probability float8, is_team_moving bool,
    history int2) ON COMMIT DROP"""
NEW = """
SELECT person AS person_id, metric AS metric_id, %(as_of)s::date AS as_of,
       (%(state)s::text[])[state + 1] AS state, (%(stage)s::text[])[stage + 1] AS stage,
       (%(detector)s::text[])[detector + 1] AS detector,
       date '0001-01-01' + nullif(onset_on, 0) - 1 AS onset_on, date '0001-01-01' + nullif(detected_on, 0) - 1 AS detected_on,
       nullif(statistic, 'NaN') AS statistic, nullif(threshold, 'NaN') AS threshold, nullif(expected, 'NaN') AS expected,
       nullif(actual, 'NaN') AS actual, weeks, nullif(probability, 'NaN') AS probability, is_team_moving, history FROM scanned"""
NAMES = (
    "as_of", "state", "stage", "detector", "onset_on", "detected_on", "statistic", "threshold", "expected", "actual", "weeks",
    "probability", "is_team_moving", "history",
)  # fmt: skip
UPDATE = f"""
UPDATE metrics_judgement old SET {", ".join(f"{name} = new.{name}" for name in NAMES)} FROM ({NEW}) new
 WHERE old.person_id = new.person_id AND old.metric_id = new.metric_id AND old.as_of <= new.as_of
   AND ({", ".join(f"old.{name}" for name in NAMES)}) IS DISTINCT FROM ({", ".join(f"new.{name}" for name in NAMES)})"""  # noqa: S608
INSERT = f"""
INSERT INTO metrics_judgement (person_id, metric_id, {", ".join(NAMES)})
SELECT person_id, metric_id, {", ".join(NAMES)} FROM ({NEW}) new
 WHERE NOT EXISTS (SELECT FROM metrics_judgement old WHERE old.person_id = new.person_id AND old.metric_id = new.metric_id)"""  # noqa: S608


class Writer:
    """Takes what was found of one metric after the other, and writes all of it at the end."""

    def __init__(self, company):
        self.company, self.any = company, False

    def add(self, found):
        """Keep the columns of one metric ready."""
        with connection.cursor() as cursor:
            if not self.any:
                cursor.execute(TABLE)
                self.any = True
        people = np.array([found.track.keys[row] for row in found.rows.tolist()], "V16")
        metric = np.full(len(people), np.void(found.metric.pk.bytes))
        copying.send("scanned", COLUMNS, {"person": people, "metric": metric, **found.columns_once})

    def finish(self):
        """Write what is new; what a later scan said stays."""
        if not self.any:
            return
        words = {name: list(codes) for name, codes in CODED.items()} | {"as_of": self.company.as_of}
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE scanned")
            cursor.execute(UPDATE, words)
            cursor.execute(INSERT, words)
            cursor.execute("DROP TABLE scanned")
