"""一案一码: the public page tells a party the state and the next appointment, and nobody anything else."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.cases import hooks, public
from mediation.cases.models import Case
from mediation.cases.words import State, Track
from stations.timeline.models import Entry
from tests.factories.mediation import make_case, make_mediation_room

pytestmark = pytest.mark.django_db
PAGE = "/q/disputes/"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Refusals do not wait in tests; that they would is asked for by name."""
    waits = []
    monkeypatch.setattr(public.time, "sleep", waits.append)
    return waits


@pytest.fixture
def case(cast, in_one):
    """A mediation under way whose applicant's phone ends in 5678."""
    made = make_case(cast.station, State.MEDIATING)
    made.parties.filter(side="a").update(phone="13812345678", name="张三丰")
    make_mediation_room(cast.station, "前门民调室", address="前门大街9号")
    return made


def ask(client, code, suffix):
    return client.post(PAGE, {"code": code, "suffix": suffix})


def test_a_party_reads_the_state_and_where_to_ask(client, case):
    answer = ask(client, case.code, "5678")
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "前门民调室" in words
    assert str(public.PLAIN[State.MEDIATING][1]) in words
    assert "dq-now" in words


def test_nothing_about_persons_is_told(client, case):
    words = ask(client, case.code, "5678").content.decode()
    assert "张三丰" not in words
    assert case.summary not in words
    assert not re.search(r"1[3-9]\d{9}", words)


def test_the_code_may_be_typed_with_small_letters_and_hyphens(client, case):
    typed = f"{case.code[:5].lower()}-{case.code[5:].lower()}"
    assert "前门民调室" in ask(client, typed, "5678").content.decode()


@pytest.mark.parametrize("sealed", [False, True])
def test_wrong_code_wrong_suffix_and_sealed_are_one_answer_after_the_same_wait(sealed, client, case, quick):
    case.sealed = sealed
    case.save()
    wrong_suffix = ask(client, case.code, "5678" if sealed else "0000")
    wrong_code = ask(client, "ZZZZZZZZZZ", "5678")
    bodies = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in (wrong_suffix, wrong_code)]
    assert bodies[0] == bodies[1]
    assert wrong_suffix.status_code == wrong_code.status_code == 200
    assert len(quick) == 2 and all(0 <= wait <= public.FLOOR_SECONDS for wait in quick)


def test_every_no_costs_the_same_queries(client, case, django_assert_num_queries):
    with django_assert_num_queries(2):
        public.look_up(code=case.code, suffix="0000", at=timezone.now())
    with django_assert_num_queries(2):
        public.look_up(code="ZZZZZZZZZZ", suffix="0000", at=timezone.now())


def test_a_link_fills_in_the_code_and_looks_nothing_up(client, case, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(PAGE, {"code": case.code})
    assert f'value="{case.code}"' in answer.content.decode()
    assert "前门民调室" not in answer.content.decode()


@pytest.mark.parametrize("fields", [{"code": "ABCDEFGHJK"}, {"suffix": "5678"}, {"code": "A", "suffix": "56 8"}])
def test_nothing_is_looked_up_before_both_fields_are_given(fields, client, case, monkeypatch):
    monkeypatch.setattr(public, "look_up", lambda **_values: pytest.fail("looked up"))
    assert client.post(PAGE, fields).status_code == 400


def test_the_answer_is_not_kept_and_not_found_by_search_engines(client, case):
    answer = ask(client, case.code, "5678")
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert b"<script" not in answer.content


def test_each_look_is_counted_without_the_visitor(client, case):
    ask(client, case.code, "5678")
    entry = Entry.objects.get(verb="mediation.looked_up")
    assert (entry.subject_id, entry.actor, entry.data, entry.request_id) == (case.pk, None, {}, "")


def test_a_code_asked_for_too_often_is_refused_from_every_address(client, case):
    for number in range(public.PER_CODE):
        client.post(PAGE, {"code": case.code, "suffix": "0000"}, REMOTE_ADDR=f"10.0.0.{number}")
    refused = client.post(PAGE, {"code": case.code, "suffix": "5678"}, REMOTE_ADDR="10.0.1.1")
    assert refused.status_code == 429
    assert refused["Retry-After"]


def test_an_address_that_asks_too_often_is_refused_whatever_it_asks(client, case, monkeypatch):
    monkeypatch.setattr(public, "PER_ADDRESS", 3)
    answers = [ask(client, f"ZZZZZZZZ{number:02d}".replace("0", "Z").replace("1", "Y"), "0000").status_code
               for number in range(4)]  # fmt: skip
    assert answers == [200, 200, 200, 429]


@pytest.fixture
def no_redis(settings):
    """The cache's server is away: nothing listens there."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }


def test_without_a_counter_the_question_is_put_off_politely(client, case, no_redis, monkeypatch):
    """Uncounted, four digits would be found by trying: nothing is looked up."""
    monkeypatch.setattr(public, "look_up", lambda **_values: pytest.fail("looked up"))
    answer = ask(client, case.code, "5678")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "300"
    words = answer.content.decode()
    assert 'role="alert"' in words
    assert f'value="{case.code}"' in words
    assert client.get(PAGE).status_code == 200


def test_the_next_appointment_says_when_where_and_what_to_bring(client, case, monkeypatch):
    at = timezone.now()
    there = hooks.Appointment(at, room="第二调解室", address="前门大街9号")
    monkeypatch.setattr(hooks, "_places", [lambda _case: there])
    words = ask(client, case.code, "5678").content.decode()
    assert "第二调解室" in words
    assert timezone.localtime(at).strftime("%H:%M") in words
    assert str(public.BRING[0]) in words


def test_a_minors_guardian_may_ask(client, case):
    case.parties.filter(side="b").update(guardian_phone="13900002468")
    assert "前门民调室" in ask(client, case.code, "2468").content.decode()


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_plain_words(state, client, cast, in_one):
    # The database keeps the parties of a filed case as they are.
    case = make_case(cast.station, State.VISIT if state == State.ARCHIVED else state)
    case.parties.filter(side="a").update(phone="13812345678")
    if state == State.ARCHIVED:
        Case.objects.filter(pk=case.pk).update(state=state, archived_on=timezone.localdate())
    answer = ask(client, case.code, "5678")
    assert str(public.PLAIN[State(state)][1]) in answer.content.decode().replace("&#x27;", "'")


def test_public_order_cases_are_not_called_free_peoples_mediation(client, cast, in_one):
    case = make_case(cast.station, State.MEDIATING, Track.ZA)
    case.parties.filter(side="a").update(phone="13812345678")
    assert public.look_up(code=case.code, suffix="5678", at=timezone.now()).free is False


def test_the_page_is_open_at_the_public_door(client, case, settings):
    settings.PUBLIC_HOST = "public.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    assert client.get(reverse("dispute-query"), headers={"host": "public.example.org"}).status_code == 200
