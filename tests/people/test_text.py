"""Text as it enters."""

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from people.text import CleanForm, clean


class NoteForm(CleanForm, forms.Form):
    title = forms.CharField()
    note = forms.CharField(required=False)
    count = forms.IntegerField(required=False)


@given(st.text())
def test_clean_text_can_be_stored_and_is_of_one_spelling_or_is_refused(text):
    try:
        cleaned = clean(text)
    except ValidationError:
        assert "\x00" in text or any(unicodedata.category(letter) == "Cs" for letter in text)
    else:
        assert cleaned == unicodedata.normalize("NFC", text) == clean(cleaned)
        assert "\x00" not in cleaned
        cleaned.encode()


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "x\udc00y"])
def test_what_no_text_can_hold_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError, match=r"Take it out|Write it again"):
        clean(text)


def test_a_form_gives_clean_texts_and_leaves_the_rest():
    form = NoteForm({"title": "Cafe\u0301", "note": "", "count": "3"})

    assert form.is_valid()
    assert form.cleaned_data == {"title": "Café", "note": "", "count": 3}


def test_a_form_refuses_half_a_character_on_its_field():
    form = NoteForm({"title": "fine", "note": "half \ud83d"})

    assert form.errors == {"note": ["This text holds half a character. Write it again."]}
