"""The starting points that HR and leaders keep."""

import datetime
import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from people.verdict import Refused, Stale
from plans import actions, starting
from plans.models import PlanTemplate
from tests.factories import GrantFactory, MetricFactory, PersonFactory, PlanTemplateFactory, TeamFactory
from tests.races import race

WHOLE = {
    "family": "growth", "title": "Negotiate on value",
    "measures": [{"kind": "criteria", "text": "Two negotiations without a discount"}],
    "offers": [
        {"side": "seller", "text": "Practise before each"},
        {"side": "manager", "text": "Sit in on two", "rule": "monthly"},
    ],
}  # fmt: skip


def words_of(answer):
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def goal_of(**fields):
    return {**starting.GOAL, "id": "g", "measures": [], "offers": [], **WHOLE, **fields}


# -- what a body may hold: pure ---------------------------------------------------------------------------------------


def test_a_body_that_says_little_is_read_as_a_whole_one():
    body = starting.read({"goals": [WHOLE], "topics": ["Pipeline"]})

    [goal] = body["goals"]
    assert (goal["id"], goal["specific"], goal["why"]) == ("goal-1", "", "")
    assert goal["measures"][0] == {**starting.MEASURE, "text": "Two negotiations without a discount"}
    assert goal["offers"][0] == {"side": "seller", "text": "Practise before each", "rule": "once", "evidence": ""}
    assert (body["offers"], body["topics"]) == ([], ["Pipeline"])
    assert starting.read({}) == {"goals": [], "offers": [], "topics": []}


def test_what_is_checked_is_checked_the_same_again():
    body = starting.checked({"goals": [WHOLE], "topics": ["  Pipeline ", "Pipeline"]}, set())

    assert starting.checked(body, set()) == body
    assert body["topics"] == ["Pipeline"]


METRIC = {"kind": "metric", "metric": "calls", "is_leading": True}
WRONG = [
    ("no title", {"title": "  "}, "title", "Say what we want."),
    ("a long title", {"title": "x" * 201}, "title", "more than 200 letters"),
    ("a NUL", {"why": "a\0b"}, "why", "NUL"),
    ("half a letter", {"why": "\ud800"}, "why", "half a character"),
    ("not a text", {"specific": 4}, "specific", "not a text"),
    ("another family", {"family": "sport"}, "family", "“sport” is no family"),
    ("an unknown metric", {"measures": [{**METRIC, "metric": "shouting"}]}, "measures", "no metric “shouting”"),
    ("a range upside down", {"measures": [{**METRIC, "low": "9", "high": "4"}]}, "high", "begins above its end"),
    ("no number", {"measures": [{**METRIC, "low": "many"}]}, "low", "“many” is not a number"),
    ("no finite number", {"measures": [{**METRIC, "high": "NaN"}]}, "high", "“NaN” is not a number"),
    ("two early signs", {"measures": [METRIC, METRIC]}, "measures", "one early sign, one result"),
    ("a judge without words", {"measures": [{"kind": "criteria", "text": ""}]}, "words", "Say in words"),
    ("nobody's promise", {"offers": [{"side": "hr", "text": "x"}]}, "offers", "“hr”"),
    ("an empty promise", {"offers": [{"side": "seller", "text": " "}]}, "offers", "Say what is promised."),
    ("too often", {"offers": [{"side": "seller", "text": "x", "rule": "hourly"}]}, "offers", "“hourly”"),
    ("too many promises", {"offers": [{"side": "seller", "text": "x"}] * 21}, "offers", "At most 20 promises"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "field", "sentence"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_cannot_stand_in_a_template_is_refused_with_its_field(fields, field, sentence):
    with pytest.raises(ValidationError) as wrong:
        starting.checked({"goals": [goal_of(**fields)]}, {"calls"})

    assert list(wrong.value.message_dict) == [field]
    assert sentence in wrong.value.message_dict[field][0]


def test_a_range_is_kept_in_one_spelling():
    measures = [{**METRIC, "low": "04.50", "high": "1E+1"}]

    [goal] = starting.checked({"goals": [goal_of(measures=measures)]}, {"calls"})["goals"]

    assert (goal["measures"][0]["low"], goal["measures"][0]["high"]) == ("4.5", "10")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)))
def test_whatever_stands_where_a_number_should_is_a_number_or_refused(value):
    try:
        found = starting.number(value, "low")
    except ValidationError as error:
        assert list(error.message_dict) == ["low"]
    else:
        assert found is None or found.is_finite()


def test_what_keeps_a_template_from_being_put_on_offer():
    half = goal_of(title="Half", measures=[], offers=[])

    assert starting.missing({"goals": []}) == ["There is no goal in it yet."]
    assert starting.missing({"goals": [goal_of(), half]}) == [
        "“Half” does not say how it is judged.",
        "“Half” does not say what the seller could promise.",
        "“Half” does not say what the manager could promise.",
    ]


def test_the_size_of_a_template():
    body = starting.read({"goals": [WHOLE, WHOLE], "offers": [{"side": "manager", "text": "x"}], "topics": ["a", "b", "c"]})

    assert starting.size(body) == {"goals": 2, "seller": 2, "manager": 3, "topics": 3}


# -- keeping them -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lena(db):
    return PersonFactory(name="Lena Hofer", leader=True)


@pytest.fixture
def template(lena):
    return actions.make_template(by=lena, name="AE", role="Account executive", body={"goals": [WHOLE]})


def goals(template):
    return [goal["title"] for goal in PlanTemplate.objects.get(pk=template.pk).body["goals"]]


def first_id(template):
    return template.body["goals"][0]["id"]


def nothing_changes(template, action, *arguments, error=Refused, **named):
    before = list(PlanTemplate.objects.order_by("pk").values())
    with pytest.raises(error) as refused:
        action(*arguments, **named)
    assert list(PlanTemplate.objects.order_by("pk").values()) == before
    return refused.value


@pytest.mark.parametrize("role", ["leader", "hr"])
def test_hr_and_leaders_make_a_template_as_a_draft(db, role):
    keeper = PersonFactory(**{role: True})

    made = actions.make_template(by=keeper, name="SDR", role="Sales development rep", body={"goals": [WHOLE]})

    assert (made.made_by, made.changed_by, made.version, made.is_on_offer) == (keeper, keeper, 1, False)
    assert len(first_id(made)) == 36


@pytest.mark.parametrize("role", ["seller", "manager", "admin"])
def test_nobody_else_keeps_templates(template, role):
    stranger = PersonFactory(admin=role == "admin")
    if role == "manager":
        PersonFactory(reports_to=stranger)
    for action, named in [
        (actions.make_template, {"name": "x", "role": "y"}),
        (actions.edit_template, {"seen_version": 1, "name": "Mine"}),
        (actions.write_template_goal, {"seen_version": 1, "goal": WHOLE}),
        (actions.remove_template_goal, {"seen_version": 1, "goal_id": first_id(template)}),
        (actions.move_template_goal, {"goal_id": first_id(template), "places": 1}),
        (actions.write_template_rest, {"seen_version": 1, "offers": [], "topics": ["x"]}),
        (actions.publish_template, {}),
        (actions.retire_template, {}),
        (actions.duplicate_template, {}),
    ]:
        which = () if action is actions.make_template else (template,)
        refused = nothing_changes(template, action, *which, by=stranger, **named)
        assert str(refused) == "HR and leaders keep the templates."


def test_a_leader_of_some_teams_keeps_templates_for_those_and_not_for_everybody(db):
    north = TeamFactory()
    leader = GrantFactory(role="leader", team=north).person
    inner, south = TeamFactory(parent=north), TeamFactory()

    made = actions.make_template(by=leader, name="North", role="AE", team=inner)
    assert made.team == inner
    for team in (None, south):
        nothing_changes(made, actions.make_template, by=leader, name="Other", role="AE", team=team)
        nothing_changes(made, actions.edit_template, made, by=leader, seen_version=1, team=team)
    nothing_changes(made, actions.publish_template, PlanTemplateFactory(team=south), by=leader)


def test_drafts_are_seen_by_those_who_keep_them_and_what_is_on_offer_by_everybody(db):
    north = TeamFactory()
    PersonFactory(team=north)
    offered = PlanTemplateFactory()
    draft = PlanTemplateFactory(unpublished=True, team=north)
    retired = PlanTemplateFactory(retired_at=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC))
    seen = lambda person: set(PlanTemplate.objects.visible_to(person))  # noqa: E731

    assert seen(PersonFactory()) == seen(PersonFactory(admin=True)) == {offered}
    assert seen(PersonFactory(hr=True)) == {offered, draft, retired}
    assert seen(GrantFactory(role="hr", team=north).person) == {offered, draft}
    assert seen(GrantFactory(role="leader", team=TeamFactory()).person) == {offered}


def test_goals_are_added_changed_moved_and_taken_out(template, lena):
    template = actions.write_template_goal(template, by=lena, seen_version=1, goal={**WHOLE, "title": "Second"})
    second = template.body["goals"][1]["id"]
    template = actions.write_template_goal(
        template, by=lena, seen_version=2, goal={**WHOLE, "title": "Second, said better"}, goal_id=second
    )
    assert goals(template) == ["Negotiate on value", "Second, said better"]

    template = actions.move_template_goal(template, by=lena, goal_id=second, places=-1)
    assert goals(template) == ["Second, said better", "Negotiate on value"]
    template = actions.move_template_goal(template, by=lena, goal_id=second, places=-5)
    template = actions.remove_template_goal(template, by=lena, seen_version=template.version, goal_id=second)
    assert goals(template) == ["Negotiate on value"]
    assert template.version == 6


def test_what_was_on_screen_too_long_ago_is_not_saved(template, lena):
    harriet = PersonFactory(name="Harriet Cole", hr=True)
    actions.edit_template(template, by=harriet, seen_version=1, about="For the first year")

    stale = nothing_changes(template, actions.write_template_goal, template, by=lena, seen_version=1, goal=WHOLE, error=Stale)
    assert str(stale) == "Harriet changed this template meanwhile."
    assert stale.current.version == 2
    nothing_changes(template, actions.edit_template, template, by=lena, seen_version=1, about="Mine", error=Stale)
    nothing_changes(template, actions.remove_template_goal, template, by=lena, seen_version=1, goal_id="x", error=Stale)
    nothing_changes(template, actions.move_template_goal, template, by=lena, goal_id="gone", places=1, error=Stale)


def test_it_is_put_on_offer_taken_away_and_put_on_offer_again(template, lena):
    assert actions.publish_template(template, by=lena).is_on_offer
    assert list(PlanTemplate.objects.on_offer()) == [template]
    assert actions.publish_template(template, by=lena).version == 2  # a second time changes nothing

    assert actions.retire_template(template, by=lena).is_retired
    assert list(PlanTemplate.objects.on_offer()) == []
    assert actions.publish_template(template, by=lena).is_on_offer


def test_a_template_that_is_half_said_is_not_put_on_offer(lena):
    empty = actions.make_template(by=lena, name="Empty", role="AE")

    assert str(nothing_changes(empty, actions.publish_template, empty, by=lena)) == "There is no goal in it yet."


def test_two_templates_on_the_list_do_not_have_one_name(template, lena):
    with pytest.raises(ValidationError, match="already is a template of that name"):
        actions.make_template(by=lena, name="AE", role="AE")
    actions.retire_template(template, by=lena)
    again = actions.make_template(by=lena, name="AE", role="AE", body={"goals": [WHOLE]})

    with pytest.raises(ValidationError, match="already is a template of that name"):
        actions.publish_template(template, by=lena)
    assert PlanTemplate.objects.get(pk=template.pk).is_retired
    assert again.name == "AE"


def test_a_copy_is_a_draft_with_goals_of_its_own(template, lena):
    actions.publish_template(template, by=lena)

    copies = [actions.duplicate_template(template, by=lena) for _number in range(2)]

    assert [copy.name for copy in copies] == ["AE, copy 1", "AE, copy 2"]
    assert not any(copy.is_on_offer for copy in copies)
    assert goals(copies[0]) == goals(template)
    assert first_id(copies[0]) != first_id(template)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(lena):
    template = PlanTemplateFactory()
    harriet = PersonFactory(hr=True)
    write = lambda by, why: actions.edit_template(  # noqa: E731
        PlanTemplate.objects.get(pk=template.pk), by=by, seen_version=1, about=why
    )

    outcomes = race(lambda: write(lena, "Lena’s"), lambda: write(harriet, "Harriet’s"))

    assert sorted(type(one).__name__ for one in outcomes) == ["PlanTemplate", "Stale"]
    assert PlanTemplate.objects.get().version == 2


# -- the pages --------------------------------------------------------------------------------------------------------


def url(name, *arguments):
    return reverse(f"plans:template_{name}", args=arguments)


@pytest.fixture
def as_lena(client, lena):
    client.force_login(lena)
    return client


def filled(title, version="", **fields):
    rows = {
        "seller-0-text": "Practise before each",
        "seller-0-rule": "once",
        "manager-0-text": "Sit in",
        "manager-0-rule": "monthly",
    }
    sizes = {f"{side}-{name}_FORMS": number for side in ("seller", "manager") for name, number in (("TOTAL", 3), ("INITIAL", 3))}
    typed = {"title": title, "family": "growth", "words": "Both see it", "seen_version": version}
    return {**typed, **rows, **sizes, **fields}


def test_a_leader_writes_a_template_from_the_first_word_to_the_list(as_lena):
    MetricFactory(key="visits", name="Visits")
    made = as_lena.post(url("make"), {"name": "AE", "role": "Account executive", "kind": "performance", "about": "When to"})
    template = PlanTemplate.objects.get()
    assert made.url == template.get_absolute_url()
    assert "There is no goal in it yet." in words_of(as_lena.get(made.url))

    goal = filled("Negotiate", 1, early="visits", low="4", high="6", **{"manager-0-evidence": "field_day"})
    assert as_lena.post(url("goal_add", template.pk), goal).status_code == 302
    rest = {**filled("", 2), "topics": "Pipeline\n\n Key accounts \n"}
    assert as_lena.post(url("rest", template.pk), rest).status_code == 302
    assert as_lena.post(url("publish", template.pk)).status_code == 302

    body = PlanTemplate.objects.get().body
    [goal] = body["goals"]
    assert [(m["metric"], m["low"], m["high"], m["text"]) for m in goal["measures"]] == [
        ("visits", "4", "6", ""),
        (None, None, None, "Both see it"),
    ]
    assert [(o["side"], o["text"], o["rule"], o["evidence"]) for o in goal["offers"]] == [
        ("seller", "Practise before each", "once", ""),
        ("manager", "Sit in", "monthly", "field_day"),
    ]
    assert body["topics"] == ["Pipeline", "Key accounts"]
    page = words_of(as_lena.get(template.get_absolute_url()))
    for said in ("on offer", "Visits", "4 to 6 a week", "every month, kept by a field day that is logged", "Key accounts"):
        assert said in page


def test_a_form_gives_back_a_goal_as_it_was(as_lena, lena):
    MetricFactory(key="visits")
    measures = [
        {"kind": "metric", "metric": "visits", "is_leading": lead, "low": low} for lead, low in ((True, "4"), (False, None))
    ]
    goal = {**WHOLE, "measures": [*measures, *WHOLE["measures"]]}
    template = actions.make_template(by=lena, name="AE", role="AE", body={"goals": [goal]})
    page = as_lena.get(url("goal_edit", template.pk, first_id(template)))
    form, promises = page.context["form"], page.context["promises"]
    typed = {name: form[name].value() or "" for name in form.fields}
    for side, rows in promises.sides.items():
        typed |= {f"{side}-TOTAL_FORMS": len(rows.forms), f"{side}-INITIAL_FORMS": len(rows.forms)}
        typed |= {row[name].html_name: row[name].value() or "" for row in rows for name in ("text", "rule", "evidence")}

    assert as_lena.post(page.request["PATH_INFO"], typed).status_code == 302
    assert PlanTemplate.objects.get().body == template.body


def test_what_is_wrong_comes_back_with_what_was_typed(as_lena, template):
    answer = as_lena.post(url("goal_add", template.pk), filled("My goal", 1, low="9", high="nine", early="calls"))

    assert answer.status_code == 422
    assert "“nine” is not a number that can be kept." in words_of(answer)
    assert 'value="My goal"' in answer.content.decode()
    assert 'value="Sit in"' in answer.content.decode()
    assert len(goals(template)) == 1


def test_a_range_of_no_metric_is_asked_about(as_lena, template):
    answer = as_lena.post(url("goal_add", template.pk), filled("My goal", 1, low="9"))

    assert answer.status_code == 422
    assert "Say which metric this range is of." in words_of(answer)


def test_the_second_window_gets_both_texts_and_saves_its_own_on_purpose(as_lena, template):
    harriet = PersonFactory(name="Harriet Cole", hr=True)
    path = url("goal_edit", template.pk, first_id(template))
    theirs = {**WHOLE, "title": "Harriet’s words", "offers": []}
    actions.write_template_goal(template, by=harriet, seen_version=1, goal=theirs, goal_id=first_id(template))

    answer = as_lena.post(path, filled("Lena’s words", 1))

    assert answer.status_code == 409
    page = words_of(answer)
    for said in ("Harriet changed this template meanwhile.", "As it stands: What we want", "Harriet’s words", "Lena’s words"):
        assert said in page
    assert "Practise before each" in page
    assert goals(template) == ["Harriet’s words"]
    assert 'name="seen_version" value="2"' in answer.content.decode()
    assert as_lena.post(path, filled("Lena’s words", 2)).status_code == 302
    assert goals(template) == ["Lena’s words"]


def test_what_is_typed_into_a_goal_that_is_gone_is_not_lost(as_lena, template, lena):
    path = url("goal_edit", template.pk, first_id(template))
    actions.remove_template_goal(template, by=PersonFactory(hr=True), seen_version=1, goal_id=first_id(template))

    answer = as_lena.post(path, filled("Lena’s words", 1))

    assert answer.status_code == 409
    assert 'value="Lena’s words"' in answer.content.decode()
    assert as_lena.get(path).status_code == 404
    assert as_lena.post(path, filled("Lena’s words", 2)).status_code == 302
    assert goals(template) == ["Lena’s words"]


def test_a_name_that_moved_meanwhile_shows_both(as_lena, template):
    actions.edit_template(template, by=PersonFactory(hr=True), seen_version=1, about="Theirs", kind="ramp")

    answer = as_lena.post(
        url("edit", template.pk), {"name": "AE", "role": "AE", "kind": "performance", "about": "Mine", "seen_version": 1}
    )

    assert answer.status_code == 409
    differing = {(one.name, one.theirs, one.mine) for one in answer.context["stale"]["differences"]}
    assert {("about", "Theirs", "Mine"), ("kind", "ramp plan", "performance plan")} <= differing
    assert PlanTemplate.objects.get().about == "Theirs"


TEXTS = {
    "right to left": "עברית مرحبا", "emoji": "😀" * 90, "a script": "<script>alert(1)</script>", "long": "a" * 1000,
    "template words": "&amp; {{ 7|add:7 }}",
}  # fmt: skip


@pytest.mark.parametrize("text", list(TEXTS.values()), ids=list(TEXTS))
def test_any_text_is_shown_as_it_was_written(as_lena, template, text):
    goal = {**WHOLE, "why": text, "offers": [{"side": "seller", "text": text}]}
    actions.write_template_goal(template, by=template.made_by, seen_version=1, goal=goal)

    page = as_lena.get(template.get_absolute_url())

    assert html.escape(text) in page.content.decode() or text in words_of(page)
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "payload", [{"title": "a\0b"}, {"seller-0-text": "a\0b"}, {"seen_version": "x"}, {"seller-TOTAL_FORMS": "9999"}]
)
def test_bad_input_is_a_sentence_and_never_a_fault(as_lena, template, payload):
    answer = as_lena.post(url("goal_add", template.pk), filled("My goal", 1) | payload)

    assert answer.status_code == 422
    assert len(goals(template)) == 1


def test_the_list_is_searched_and_shows_each_what_they_may_see(client, lena):
    PlanTemplateFactory(name="The executive’s", role="Account executive")
    PlanTemplateFactory(name="The hunter’s", role="Sales development rep")
    PlanTemplateFactory(name="Half written", unpublished=True)
    client.force_login(PersonFactory())
    page = words_of(client.get(url("list")))
    assert "The executive’s" in page and "The hunter’s" in page
    assert "Half written" not in page and "Make a template" not in page

    client.force_login(lena)
    assert "Half written" in words_of(client.get(url("list")))
    found = words_of(client.get(url("list"), {"q": "development\0"}))
    assert "The hunter’s" in found and "The executive’s" not in found
    assert "No template matches “xyz”." in words_of(client.get(url("list"), {"q": "xyz"}))


def test_the_list_asks_the_database_as_often_however_many_there_are(client, lena, django_assert_max_num_queries):
    client.force_login(lena)
    for more in (1, 29):
        PlanTemplateFactory.create_batch(more, team=TeamFactory())
        with django_assert_max_num_queries(10):
            assert client.get(url("list")).status_code == 200


def test_drafts_do_not_exist_for_those_who_do_not_keep_them(client):
    draft = PlanTemplateFactory(unpublished=True)
    client.force_login(PersonFactory())

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.post(url("publish", draft.pk)).status_code == 404
