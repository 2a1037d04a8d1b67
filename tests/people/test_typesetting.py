"""From words to PDF: markup that is data, characters that no font has, and a compile that fails where a reader would be lost."""

import datetime
import io
import sys

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.tree import SyntaxTreeNode
from pypdf import PdfReader

from people.typesetting import plain, prose, setting, typeset

prose_module = sys.modules["people.typesetting.prose"]

AT = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
TEMPLATE = b"""
#import "/people/typesetting/paper.typ": *
#let d = json(bytes(sys.inputs.data))
#show: paper.with(d)
= #d.title
#for blocks in d.texts { said(prose(blocks)) }
#gaps(d)
"""


def made(*texts):
    return typeset(TEMPLATE, {"title": "Words", "texts": [prose(text) for text in texts]}, made_at=AT)


def words(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_typst_markup_comes_out_as_it_was_typed():
    text = 'Then #eval("1+1") and $x^2$, @ref, [b], {c}, \\u{41}, <label>, = no heading'

    assert text in words(made(text)).replace("\n", " ")


def test_the_same_words_and_time_give_the_same_bytes():
    assert made("One **two** [three](https://example.com)") == made("One **two** [three](https://example.com)")


def test_markdown_is_a_tree_of_plain_data():
    assert prose("**a** *b* ~~c~~ `d`\ne\n\n1. f\n   - g\n\n> h") == [
        {
            "k": "p",
            "rtl": False,
            "runs": [
                *({"t": "a", "b": True}, {"t": " "}, {"t": "b", "i": True}, {"t": " "}, {"t": "c", "s": True}, {"t": " "}),
                *({"t": "d", "code": True}, {"br": True}, {"t": "e"}),
            ],
        },
        {
            "k": "list",
            "is_ordered": True,
            "start": 1,
            "items": [
                [
                    {"k": "p", "rtl": False, "runs": [{"t": "f"}]},
                    {"k": "list", "is_ordered": False, "start": 1, "items": [[{"k": "p", "rtl": False, "runs": [{"t": "g"}]}]]},
                ]
            ],
        },
        {"k": "quote", "blocks": [{"k": "p", "rtl": False, "runs": [{"t": "h"}]}]},
    ]


@given(st.text(alphabet="ab1 .,:;()'\"-+!?/\n", max_size=60))
@settings(max_examples=300, deadline=None)
def test_words_without_marks_take_a_short_cut_to_the_same_tree(text):
    from_markdown = prose_module._blocks(SyntaxTreeNode(prose_module.reader.parse(text)).children, 0)

    assert prose(text) == from_markdown


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "//example.com", "data:text/html,x", "vbscript:x"])
def test_a_link_that_leads_nowhere_good_is_words(href):
    runs = [run for block in prose(f"[here]({href}) and [there](https://example.com/a)") for run in block["runs"]]

    assert [run["href"] for run in runs if "href" in run] == ["https://example.com/a"]


def test_right_to_left_words_say_so():
    assert [block["rtl"] for block in prose("שלום abc\n\nabc שלום\n\n123 مرحبا")] == [True, False, True]


def test_words_in_one_line_turn_nothing_around_them():
    assert plain("a\u202eb\x00c\u2066d\n e\tf ") == "abcd  e f"
    assert plain("x" * 50) == "x" * 24 + "\u200b" + "x" * 24 + "\u200b" + "xx"


def test_characters_that_no_font_has_cost_the_mark_and_not_the_text():
    pdf = made("Private \ue000 use")  # no font has a shape for it, and the standards forbid it

    assert b"pdfuaid" not in pdf
    assert str(setting.GAPS)[:40] in words(pdf).replace("\n", " ")
    assert "Private \ue000 use" in PdfReader(io.BytesIO(pdf)).attachments["text.txt"][0].decode()


def test_a_document_without_strange_characters_claims_the_standards():
    pdf = made("Grüße, Ελλάδα, Україна, šž")

    assert b"pdfuaid" in pdf and b"pdfaid" in pdf
    assert PdfReader(io.BytesIO(pdf)).attachments == {}


def test_a_picture_without_words_fails_the_compile():
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>"
    wrong = TEMPLATE + f'#image(bytes("{svg}"), format: "svg")'.encode()

    with pytest.raises(typst.TypstError):
        typeset(wrong, {"title": "Words", "texts": []}, made_at=AT)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_words_can_be_set(text):
    assert made(text).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*a " * 6_600,
        ">" * 20_000,
        "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|",
        "- " * 9_000,
        "x" * 20_000,
        "`" * 19_999,
    ],
    ids=["brackets", "stars", "quotes", "columns", "lists", "a word", "ticks"],
)
def test_a_long_text_of_marks_alone_is_set(text):
    assert made(text).startswith(b"%PDF-")
