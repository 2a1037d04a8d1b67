"""What people fill in about plans. Forms clean types and shapes; they never write."""

from plans.forms.agreeing import CloseForm, ProposeForm, ReasonForm, SignForm
from plans.forms.errors import put_errors
from plans.forms.items import DropForm, GoalForm, MeasureForm, OfferForm, PortraitForm
from plans.forms.living import DateForm, NoteForm, ProgressForm, PromiseForm
from plans.forms.starting import PlanForm
from plans.forms.strategy import PriorityForm
from plans.forms.talking import CommentForm

__all__ = [
    "CloseForm",
    "CommentForm",
    "DateForm",
    "DropForm",
    "GoalForm",
    "MeasureForm",
    "NoteForm",
    "OfferForm",
    "PlanForm",
    "PortraitForm",
    "PriorityForm",
    "ProgressForm",
    "PromiseForm",
    "ProposeForm",
    "ReasonForm",
    "SignForm",
    "put_errors",
]
