"""What people fill in about plans. Forms clean types and shapes; they never write."""

from plans.forms.agreeing import CloseForm, CompareForm, ProposeForm, ReasonForm, SignForm
from plans.forms.documents import BinderForm
from plans.forms.errors import put_errors
from plans.forms.items import DropForm, GoalForm, MeasureForm, MoveForm, OfferForm, PortraitForm, TermsForm, TopicForm
from plans.forms.living import DateForm, ExplainForm, NoteForm, ProgressForm, PromiseForm
from plans.forms.starting import PlanForm
from plans.forms.strategy import PriorityForm
from plans.forms.talking import CommentForm, InviteForm, SeenForm
from plans.forms.templates import Promises, TemplateForm, TemplateGoalForm, TemplateRestForm, differences

__all__ = [
    "BinderForm",
    "CloseForm",
    "CommentForm",
    "CompareForm",
    "DateForm",
    "DropForm",
    "ExplainForm",
    "GoalForm",
    "InviteForm",
    "MeasureForm",
    "MoveForm",
    "NoteForm",
    "OfferForm",
    "PlanForm",
    "PortraitForm",
    "PriorityForm",
    "ProgressForm",
    "PromiseForm",
    "Promises",
    "ProposeForm",
    "ReasonForm",
    "SeenForm",
    "SignForm",
    "TemplateForm",
    "TemplateGoalForm",
    "TemplateRestForm",
    "TermsForm",
    "TopicForm",
    "differences",
    "put_errors",
]
