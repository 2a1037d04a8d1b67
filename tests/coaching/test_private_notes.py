"""A word that only its author reads: looked for everywhere that the application shows or keeps anything."""

import pytest
from django.db import connection
from django.urls import reverse

from coaching import actions
from tests.factories import DelegationFactory, PersonFactory, ReportingLineFactory, SessionFactory

pytestmark = pytest.mark.django_db
CANARY = "zwiebelkanarienvogel"


@pytest.fixture
def noted(maya, sam, plan, goal):
    session = SessionFactory(led_by=maya, rep=sam)
    session.goals.set([goal])
    actions.write_private_note(session, by=maya, text=CANARY)
    actions.write_private_note(session, by=maya, text=f"{CANARY} again")
    return session


def test_only_its_author_meets_it_on_any_page(noted, maya, sam, lena, plan, pages):
    others = [
        sam,
        lena,
        PersonFactory(hr=True),
        PersonFactory(admin=True),
        DelegationFactory(delegator=maya).delegate,
        ReportingLineFactory(person=sam, dotted=True).manager,
    ]
    paths = [noted.get_absolute_url(), reverse("coaching:session_list"), reverse("coaching:week"), reverse("coaching:log")]
    paths += [f"{reverse('coaching:log')}?rep={sam.pk}", reverse("coaching:signal_list"), plan.get_absolute_url()]

    assert CANARY in pages.get(maya, noted.get_absolute_url()).content.decode()
    for person in others:
        for path in paths:
            assert CANARY not in pages.get(person, path).content.decode(), (person, path)


def test_it_stands_in_one_table_only(noted):
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{CANARY}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.add(table)

    assert found == {"coaching_privatenote"}


def test_the_form_says_who_may_come_to_read_it(noted, maya, pages):
    answer = pages.get(maya, noted.get_absolute_url()).content.decode()

    assert "Private from Sam in daily use. HR can release it, and Sam or a court may be entitled to it. Write facts." in answer
