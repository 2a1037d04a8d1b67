"""What people type. Forms clean; actions decide."""

from coaching.forms.cases import AnswerForm, CloseForm, LaterForm, MuteForm, ProcessForm
from coaching.forms.roadblocks import DayForm, GiveUpForm, RemoveForm, RoadblockForm
from coaching.forms.sessions import (
    CancelForm,
    HoldForm,
    LogForm,
    MoveForm,
    NotesForm,
    PlanSessionForm,
    PrivateNoteForm,
    PromiseForm,
    RecogniseForm,
    SlotForm,
)

__all__ = [
    "AnswerForm",
    "CancelForm",
    "CloseForm",
    "DayForm",
    "GiveUpForm",
    "HoldForm",
    "LaterForm",
    "LogForm",
    "MoveForm",
    "MuteForm",
    "NotesForm",
    "PlanSessionForm",
    "PrivateNoteForm",
    "ProcessForm",
    "PromiseForm",
    "RecogniseForm",
    "RemoveForm",
    "RoadblockForm",
    "SlotForm",
]
