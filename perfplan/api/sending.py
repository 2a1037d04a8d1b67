"""What programs send: numbers and raw CRM facts, through the same actions and the same checks as files."""

from decimal import Decimal
from functools import partial

import pghistory
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from metrics import actions
from perfplan.api.bearer import SENDS_FACTS, SENDS_OBSERVATIONS
from perfplan.api.failing import FAILS_SENDING, with_key
from perfplan.api.mappings import by_mapping
from perfplan.api.once import done_once
from perfplan.api.rows import rows_of
from perfplan.api.sent import Activities, Observations, Opportunities, Taken

router = Router(tags=["Sending"])
TEXT, NUMBER = (str,), (str, Decimal)
OBSERVATION = {"email": TEXT, "metric": TEXT, "period_start": TEXT, "value": NUMBER, "denominator": NUMBER}
OPPORTUNITY = {name: TEXT for name in ("owner", "stage", "created", "closed", "product", "account")} | {
    "id": NUMBER,
    "value": NUMBER,
}
ACTIVITY = {"id": NUMBER, "owner": TEXT, "type": TEXT, "date": TEXT}
SENDS = {"response": {200: Taken} | FAILS_SENDING, "openapi_extra": with_key()}


@router.post("/observations", auth=SENDS_OBSERVATIONS, summary="Send values of metrics", **SENDS)
def observations(request, response: HttpResponse, sent: Observations):
    """Values of metrics, one for each person, metric and week. The same again changes nothing; another value replaces it."""
    return _taken(request, response, actions.add_observations, sent.observations, OBSERVATION)


@router.post("/opportunities", auth=SENDS_FACTS, summary="Send opportunities", **SENDS)
def opportunities(request, response: HttpResponse, sent: Opportunities):
    """Opportunities as the CRM has them. The weekly metrics of their owners (won, lost, win rate and so on) follow from them."""
    take = partial(_facts, request.user, actions.add_opportunities, "opportunities", sent.mapping)
    return _taken(request, response, take, sent.opportunities, OPPORTUNITY)


@router.post("/activities", auth=SENDS_FACTS, summary="Send activities", **SENDS)
def activities(request, response: HttpResponse, sent: Activities):
    """Calls, visits, mails as the CRM has them. The weekly number of them, together and by type, follows from them."""
    take = partial(_facts, request.user, actions.add_activities, "activities", sent.mapping)
    return _taken(request, response, take, sent.activities, ACTIVITY)


def _facts(me, action, kind, mapping, rows, *, by, source):
    """Take facts in, by a mapping if one is named."""
    return action(rows, by=by, **(by_mapping(kind, mapping, me, source) if mapping else {"source": source}))


def _taken(request, response, action, rows, fields):
    """Take the rows in, once for each Idempotency-Key: one import, which can be looked at and undone as a file's can."""
    token = request.auth
    pghistory.context(token=token.prefix)

    def act():
        source = _("API: %(name)s") % {"name": token.name}
        result = action(list(rows_of(rows, fields)), by=request.user, source=source)
        refused = [{"index": one.line - 1, "field": one.column, "reason": one.reason} for one in result.refused]
        return {"accepted": result.accepted, "unchanged": result.unchanged, "refused": refused}

    return done_once(request, response, act)
