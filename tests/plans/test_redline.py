"""What changed between two texts, in phrases and not in confetti."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plans.redline import Piece, diff_words, has_changed

OLD = "We will grow in the two regional hospital groups and build pipeline from events. Sam leads both."
NEW = "We will grow in the two regional hospital groups and protect the renewal base first. Sam leads both."
texts = st.lists(st.sampled_from(["we", "will", "grow", "both", "a", "base.", "\n\n", "in", "May,"])).map(" ".join)


def test_a_changed_phrase_is_one_removal_and_one_addition():
    assert diff_words(OLD, NEW) == [
        Piece(kept="We will grow in the two regional hospital groups and "),
        Piece(removed="build pipeline from events. ", added="protect the renewal base first. "),
        Piece(kept="Sam leads both."),
    ]


def test_short_islands_between_changes_are_folded_in():
    pieces = diff_words("one alpha two beta three", "one gamma two delta three")

    assert pieces == [Piece(kept="one "), Piece(removed="alpha two beta ", added="gamma two delta "), Piece(kept="three")]


def test_an_island_long_enough_to_read_stays():
    pieces = diff_words("a stays as it is b", "c stays as it is d")

    assert [piece.is_change for piece in pieces] == [True, False, True]


def test_a_line_of_its_own_is_kept_however_short():
    pieces = diff_words("alpha\n\nHeading\n\nbeta", "gamma\n\nHeading\n\ndelta")

    assert Piece(kept="Heading\n\n") in pieces


def test_the_same_text_has_no_change_and_spaces_are_none():
    assert diff_words(OLD, OLD) == [Piece(kept=OLD)]
    assert diff_words("", "") == []
    assert not has_changed("two  words\n", "two words")
    assert has_changed("two words", "two other words")


def test_nothing_became_something_and_back():
    assert diff_words("", "New words") == [Piece(added="New words")]
    assert diff_words(None, "New words") == [Piece(added="New words")]
    assert diff_words("Old words", "") == [Piece(removed="Old words")]


@given(old=texts, new=texts)
def test_the_pieces_spell_both_texts(old, new):
    pieces = diff_words(old, new)

    assert "".join(piece.kept + piece.added for piece in pieces) == new
    assert "".join(piece.kept + piece.removed for piece in pieces).split() == old.split()


@given(old=texts, new=texts)
def test_two_changes_never_stand_side_by_side(old, new):
    changes = [piece.is_change for piece in diff_words(old, new)]

    assert (True, True) not in pairwise(changes)
