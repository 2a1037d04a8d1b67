import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.message_ids import domain_of, message_id


@pytest.mark.parametrize(
    ("public_url", "domain"),
    [
        ("https://plans.firm.example", "plans.firm.example"),
        ("https://plans.firm.example:8443/x", "plans.firm.example"),
        ("http://[::1]:8000", "--1"),
        ("not an address", "localhost"),
    ],
)
def test_the_right_hand_side_is_the_host_name(public_url, domain):
    assert domain_of(public_url) == domain


@given(st.uuids(), st.text(max_size=300))
def test_a_message_id_fits_its_column_and_a_header_whatever_the_address_says(key, host):
    try:
        domain = domain_of(f"https://{host}/")
    except ValueError:
        return  # an address that is none

    made = message_id(key, domain)

    assert re.fullmatch(r"<[0-9a-f]{32}@[A-Za-z0-9][A-Za-z0-9.-]*>", made)
    assert len(f"Message-ID: {made}") <= 78


def test_each_reminder_has_its_own():
    assert message_id(uuid.uuid4(), "a") != message_id(uuid.uuid4(), "a")
