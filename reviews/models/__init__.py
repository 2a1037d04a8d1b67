from reviews.models.exports import Export, ExportState
from reviews.models.reviews import Answer, GoalOutcome, OpenEnd, Outcome, Review, ReviewRecord, ReviewState
from reviews.models.rounds import Question, ReviewRound

__all__ = [
    "Answer",
    "Export",
    "ExportState",
    "GoalOutcome",
    "OpenEnd",
    "Outcome",
    "Question",
    "Review",
    "ReviewRecord",
    "ReviewRound",
    "ReviewState",
]
