"""All that people can do with reviews."""

from reviews.actions.conclusion import acknowledge, conclude, record_refusal, reopen
from reviews.actions.exports import ask_again, ask_export, download, expire, fail_export, release_export
from reviews.actions.rounds import open_round
from reviews.actions.writing import save_answer, share, take_over

__all__ = [
    "acknowledge",
    "ask_again",
    "ask_export",
    "conclude",
    "download",
    "expire",
    "fail_export",
    "open_round",
    "record_refusal",
    "release_export",
    "reopen",
    "save_answer",
    "share",
    "take_over",
]
