"""Holes that a second reading found: each is closed and stays so."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from stations.catalogue.words import Kind
from stations.incidents import attachments, entries, intake
from stations.incidents.attachments import recognised
from stations.incidents.forms import by_number
from stations.incidents.models import Incident
from stations.incidents.readings import unassigned
from stations.incidents.words import Source, State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.models import Post
from tests.factories import client_of, make_category, make_incident, make_officer, make_spot

LIST = "/command/incidents/"


def test_only_who_may_see_a_protected_reporter_lifts_the_protection(ready, cast):
    chief = make_officer(cast.station, post=Post.CHIEF)
    incident = ready(confidential=True)
    with pytest.raises(NotAllowed):
        entries.correct(incident=incident, actor=chief.user, reason="reporter", confidential=False)
    assert entries.correct(incident=incident, actor=cast.desk.user, reason="reporter", confidential=False)
    row = entries.correct(incident=incident, actor=chief.user, reason="reporter", confidential=True)
    assert row.confidential


@pytest.mark.parametrize(("lat", "lng"), [(float("nan"), 116.4), (10.0, 10.0), (None, 116.4)])
def test_a_correction_takes_real_positions_only(ready, cast, lat, lng):
    with pytest.raises(RuleBroken) as refusal:
        entries.correct(incident=ready(), actor=cast.desk.user, reason="misheard", lat=lat, lng=lng)
    assert refusal.value.code == "position"


@pytest.mark.parametrize(
    "query",
    ["q=²²²²-1", "date_to=9999-12-31", "date_from=0001-01-01", "date_from=9999-12-31", "closed_to=9999-12-31"],
)
def test_impossible_days_and_digits_in_the_address_are_no_error(cast, query):
    assert client_of(cast.officer).get(f"{LIST}?{query}").status_code == 200


def test_digits_that_are_no_numbers_name_no_incident(in_one):
    assert by_number("²²²²-²") is None


def test_an_auxiliary_does_not_link_when_entering(cast, in_one):
    main = make_incident(cast.station)
    values = {
        "station": cast.station, "source": Source.PATROL, "category": make_category(cast.station), "place": "路口",
        "summary": "又报", "injuries": "no", "weapons": "no", "main": main,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        intake.record_incident(actor=cast.auxiliary.user, **values)
    assert intake.record_incident(actor=cast.officer.user, **values).state == State.LINKED


def test_a_hazard_that_nobody_has_any_more_is_shown_as_such(ready, cast):
    alone, given = ready(Kind.HAZARD, State.ASSIGNED), ready(Kind.HAZARD, State.ASSIGNED, handlers=(cast.officer,))
    found = set(Incident.objects.filter(unassigned()))
    assert alone in found
    assert given not in found


def test_pictures_are_read_before_the_number_that_others_wait_for(cast, in_one, monkeypatch):
    order = []
    monkeypatch.setattr(
        intake, "recognised", lambda content: order.append("picture") or ("document", ".pdf", "x", b"1")
    )
    monkeypatch.setattr(attachments, "recognised", lambda content: order.append("late") or recognised(content))
    number = intake.give_number
    monkeypatch.setattr(intake, "give_number", lambda row: order.append("number") or number(row))
    photos = [intake.Photo("before", "a.jpg", b"1"), intake.Photo("after", "b.jpg", b"2")]
    intake.record_settled(
        station=cast.station, actor=cast.officer.user, category=make_category(cast.station, kind=Kind.HAZARD),
        place="路口", summary="井盖", result="removed", result_text="已复位", photos=photos,
        reported_at=timezone.now() - datetime.timedelta(minutes=1),
    )  # fmt: skip
    assert order == ["picture", "picture", "number"]


def test_the_button_of_a_suggested_main_report_works_and_a_typed_number_goes_before_it(cast, ready):
    """A browser sends the button before the empty field; Enter in the field presses the first button, too."""
    first, other, one, two = (ready() for _number in range(4))
    browser = client_of(cast.desk)
    for row, numbers, main in ((one, [first.number, ""], first), (two, [first.number, other.number], other)):
        answer = browser.post(f"{LIST}{row.pk}/do/link/", {"number": numbers})
        assert answer.status_code == 302, answer.content.decode()
        row.refresh_from_db()
        assert (row.state, row.main_id) == (State.LINKED, main.pk)


def test_a_corrected_place_leaves_the_wrong_known_place_and_its_point(cast, ready):
    wrong = make_spot(cast.station, "东门", lat=39.9, lng=116.4, uses=7)
    right = make_spot(cast.station, "西门", lat=39.91, lng=116.41, uses=7)

    def put_right(place, **fields):
        incident = ready(place="东门", spot=wrong, **fields)
        row = entries.correct(incident=incident, actor=cast.desk.user, reason="misheard", place=place)
        return row.spot, row.lat, row.lng

    lent = {"lat": 39.9, "lng": 116.4}
    assert put_right("西门", **lent) == (right, 39.91, 116.41)
    assert put_right("北门外", **lent) == (None, None, None)
    assert put_right("西门", lat=39.95, lng=116.45) == (right, 39.95, 116.45)


def test_a_form_opened_before_logging_in_again_is_sent_with_the_token_of_the_cookie(cast, settings):
    """What ``intake.js`` does before it sends: the form's own token is of the session that ended."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.desk.user)
    stale = str(browser.get("/command/new/").context["csrf_token"])
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert settings.CSRF_COOKIE_NAME == "fg_csrf"
    assert browser.post("/command/new/", {"csrfmiddlewaretoken": stale}).status_code == 403
    assert browser.post("/command/new/", {"csrfmiddlewaretoken": "a" * 32}).status_code == 400
