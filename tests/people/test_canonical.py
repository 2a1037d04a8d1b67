"""One text for one meaning."""

import datetime
import decimal
import json
import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.canonical import NotCanonical, canonical, plain

VIENNA_IN_SUMMER = datetime.timezone(datetime.timedelta(hours=2))
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
KEYS = TEXT.map(lambda text: unicodedata.normalize("NFC", text))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | TEXT
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
    | st.dates()
    | st.datetimes(timezones=st.just(datetime.UTC))
    | st.uuids()
)
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25)


@given(DATA)
def test_what_is_read_back_is_what_was_meant(data):
    assert json.loads(canonical(data)) == plain(data)


@given(DATA)
def test_making_canonical_twice_changes_nothing(data):
    assert canonical(json.loads(canonical(data))) == canonical(data)
    assert plain(plain(data)) == plain(data)


@given(st.dictionaries(KEYS, LEAVES, max_size=8), st.randoms())
def test_the_order_of_keys_does_not_matter(data, random):
    items = list(data.items())
    random.shuffle(items)

    assert canonical(dict(items)) == canonical(data)


@given(TEXT)
def test_two_spellings_of_a_character_are_one(text):
    assert canonical(unicodedata.normalize("NFD", text)) == canonical(unicodedata.normalize("NFC", text))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3), st.integers(0, 6))
def test_a_decimal_is_the_same_with_more_zeros(number, zeros):
    longer = number.quantize(decimal.Decimal(1).scaleb(-3 - zeros))

    assert canonical(longer) == canonical(number)
    assert decimal.Decimal(json.loads(canonical(number))) == number


@pytest.mark.parametrize(
    "data, text",
    [
        ({"b": 1, "a": [True, None, ""]}, '{"a":[true,null,""],"b":1}'),
        ("e\u0301", '"é"'),
        ('\u20ac$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),  # RFC 8785, 3.2.2.2
        ({"\uff21": 1, "\U0001f600": 2}, '{"😀":2,"Ａ":1}'),  # sorted by UTF-16 units, as 3.2.3 says
        (2**53 - 1, "9007199254740991"),
        (2**53, '"9007199254740992"'),
        (-(2**53), '"-9007199254740992"'),
        (decimal.Decimal("1200.50"), '"1200.5"'),
        (decimal.Decimal("-0.00"), '"0"'),
        (decimal.Decimal("1E+3"), '"1000"'),
        (datetime.date(2026, 3, 9), '"2026-03-09"'),
        (datetime.datetime(2026, 3, 9, 8, tzinfo=VIENNA_IN_SUMMER), '"2026-03-09T06:00:00.000000Z"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ((1, 2), "[1,2]"),
    ],
)
def test_known_texts(data, text):
    assert canonical(data).decode() == text


@pytest.mark.parametrize(
    "data",
    [
        1.0, float("nan"), float("inf"), decimal.Decimal("NaN"), decimal.Decimal("Infinity"), "a\x00b", "\ud800", {"\x00": 1},
        {"\udfff": 1}, {1: 2}, {"é": 1, "e\u0301": 2}, b"bytes", {1, 2}, object(), datetime.datetime(2026, 3, 9),
        datetime.time(8),
    ],
    ids=lambda data: type(data).__name__,
)  # fmt: skip
def test_what_has_no_one_text_is_refused(data):
    for wrapped in (data, [data], {"a": {"b": data}}):
        with pytest.raises(NotCanonical):
            canonical(wrapped)
