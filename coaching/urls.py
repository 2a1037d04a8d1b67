from django.urls import path, register_converter
from django.urls.converters import StringConverter

from coaching.views import cases, log, muting, roadblocks, sessions, week
from coaching.views.week import day_of

app_name = "coaching"


class DayConverter(StringConverter):
    """A date as in 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        """The date, or ValueError for one that is in no calendar."""
        if (day := day_of(value)) is None:
            raise ValueError(value)
        return day


register_converter(DayConverter, "day")

urlpatterns = [
    path("week/", week.week, name="week"),
    path("week/<uuid:rep>/<day:monday>/", week.slot_fill, name="slot_fill"),
    path("coaching/", sessions.session_list, name="session_list"),
    path("coaching/log/", log.log, name="log"),
    path("coaching/plan/", sessions.session_plan, name="session_plan"),
    path("coaching/praise/<uuid:person>/", week.recognise, name="recognise"),
    path("coaching/sessions/<uuid:pk>/", sessions.session_detail, name="session_detail"),
    path("coaching/sessions/<uuid:pk>/hold/", sessions.session_hold, name="session_hold"),
    path("coaching/sessions/<uuid:pk>/notes/", sessions.session_notes, name="session_notes"),
    path("coaching/sessions/<uuid:pk>/promise/", sessions.session_promise, name="session_promise"),
    path("coaching/sessions/<uuid:pk>/move/", sessions.session_move, name="session_move"),
    path("coaching/sessions/<uuid:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("coaching/sessions/<uuid:pk>/note/", sessions.session_note, name="session_note"),
    path("coaching/roadblocks/raise/", roadblocks.roadblock_raise, name="roadblock_raise"),
    path("coaching/roadblocks/<uuid:pk>/", roadblocks.roadblock_detail, name="roadblock_detail"),
    path("coaching/roadblocks/<uuid:pk>/take/", roadblocks.roadblock_take, name="roadblock_take"),
    path("coaching/roadblocks/<uuid:pk>/later/", roadblocks.roadblock_put_off, name="roadblock_put_off"),
    path("coaching/roadblocks/<uuid:pk>/remove/", roadblocks.roadblock_remove, name="roadblock_remove"),
    path("coaching/roadblocks/<uuid:pk>/give-up/", roadblocks.roadblock_give_up, name="roadblock_give_up"),
    path("signals/", cases.signal_list, name="signal_list"),
    path("signals/settings/", muting.process_edit, name="process_edit"),
    path("signals/muted/", muting.mute_list, name="mute_list"),
    path("signals/muted/<uuid:pk>/end/", muting.mute_end, name="mute_end"),
    path("signals/<uuid:pk>/", cases.signal_detail, name="signal_detail"),
    path("signals/<uuid:pk>/later/", cases.signal_later, name="signal_later"),
    path("signals/<uuid:pk>/seen/", cases.signal_seen, name="signal_seen"),
    path("signals/<uuid:pk>/answer/", cases.signal_answer, name="signal_answer"),
    path("signals/<uuid:pk>/close/", cases.signal_close, name="signal_close"),
    path("signals/<uuid:pk>/reopen/", cases.signal_reopen, name="signal_reopen"),
]
