from reviews.models.exports import Export, ExportFormat, ExportState
from reviews.models.records import RecordOf, ReviewRecord
from reviews.models.reviews import FINAL, Acknowledgement, Answer, GoalOutcome, OpenEnd, Outcome, Review, ReviewState
from reviews.models.rounds import About, AskedOf, Question, ReviewRound, RoundKind, Sharing

__all__ = [
    "FINAL",
    "About",
    "Acknowledgement",
    "Answer",
    "AskedOf",
    "Export",
    "ExportFormat",
    "ExportState",
    "GoalOutcome",
    "OpenEnd",
    "Outcome",
    "Question",
    "RecordOf",
    "Review",
    "ReviewRecord",
    "ReviewRound",
    "ReviewState",
    "RoundKind",
    "Sharing",
]
