"""The pages: my tasks on the phone, whom to send, the times allowed."""

import pytest
from django.urls import reverse

from stations.dispatch import actions
from stations.dispatch.models import Assignment, ResponseCircle
from stations.kit.scoping import in_station
from tests.factories import client_of, make_community, make_crew, make_incident, make_officer, make_police_room

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def community(cast):
    return make_community(cast.station)


@pytest.fixture
def crew(cast, community):
    return make_crew(cast.station, cast.officer, cast.auxiliary, community=community, name="二级车组甲")


@pytest.fixture
def incident(cast, community):
    return make_incident(cast.station, community=community, lat=39.9, lng=116.4, place="前门大街1号")


@pytest.fixture
def sent(cast, incident, crew):
    with in_station(cast.station):
        return actions.send(incident=incident, crew=crew, actor=cast.desk.user)


def tap(person, row, verb, **data):
    return client_of(person).post(reverse("assignment-verb", args=[row.pk, verb]), data)


def test_my_tasks_show_the_crews_task_with_the_next_tap(cast, sent, community):
    make_police_room(cast.station, community=community, lat=39.9, lng=116.395, name="大栅栏警务室")
    for person in (cast.officer, cast.auxiliary):
        page = client_of(person).get(reverse("my-tasks")).content.decode()
        assert "前门大街1号" in page
        assert reverse("assignment-verb", args=[sent.pk, "accept"]) in page
        assert "大栅栏警务室" in page
    assert "前门大街1号" not in client_of(make_officer(cast.station)).get(reverse("my-tasks")).content.decode()


def test_the_part_is_drawn_alone_when_the_page_asks(cast, sent):
    part = client_of(cast.officer).get(reverse("my-tasks"), headers=HTMX).content.decode()
    assert "<html" not in part
    assert "前门大街1号" in part


def test_the_four_taps_work_without_scripts(cast, sent):
    for verb, state in (("accept", "accepted"), ("depart", "en_route"), ("arrive", "arrived")):
        assert tap(cast.auxiliary, sent, verb).status_code == 302
        with in_station(cast.station):
            assert Assignment.objects.get(pk=sent.pk).state == state
    page = client_of(cast.officer).get(reverse("my-tasks")).content.decode()
    assert reverse("incident", args=[sent.incident_id]) in page


def test_a_refused_tap_says_why_and_a_stranger_is_kept_out(cast, sent):
    answer = client_of(cast.officer).post(reverse("assignment-verb", args=[sent.pk, "depart"]), follow=True)
    assert [str(message.level_tag) for message in answer.context["messages"]] == ["error"]
    assert tap(make_officer(cast.station), sent, "accept").status_code == 403
    assert tap(cast.chief2, sent, "accept").status_code == 404
    assert tap(cast.officer, sent, "explode").status_code == 404
    assert client_of(cast.officer).get(reverse("assignment-verb", args=[sent.pk, "accept"])).status_code == 405


def test_a_tap_goes_back_to_where_the_person_was_but_never_to_another_site(cast, sent):
    there = reverse("incident-assignments", args=[sent.incident_id])
    assert tap(cast.desk, sent, "accept", next=there).url == there
    assert tap(cast.desk, sent, "accept", next="https://evil.example/").url == reverse("my-tasks")


def test_a_position_is_kept_only_when_it_was_sent(cast, sent):
    tap(cast.officer, sent, "accept", lat="39.9", lng="116.4")
    with in_station(cast.station):
        assert Assignment.objects.get(pk=sent.pk).lat == 39.9


def test_the_desk_sends_the_recommended_crew_by_one_tap(cast, incident, crew):
    desk = client_of(cast.desk)
    page = desk.get(reverse("incident-assignments", args=[incident.pk]), headers=HTMX)
    assert [one.code for one in page.context["advice"]] == ["second_free"]
    answer = desk.post(reverse("incident-send", args=[incident.pk]), {"crew": crew.pk})
    assert answer.url == reverse("incident", args=[incident.pk])
    with in_station(cast.station):
        row = Assignment.objects.get()
    assert (row.crew_id, row.part, row.advice) == (crew.pk, "main", "second_free")


def test_the_desk_sends_several_crews_at_once(cast, incident, crew):
    first = make_crew(cast.station, make_officer(cast.station), layer="first")
    post = make_crew(cast.station, make_officer(cast.station), layer="street", community=incident.community)
    chosen = {"crews": [post.pk, first.pk, crew.pk]}
    client_of(cast.desk).post(reverse("incident-send", args=[incident.pk]), chosen)
    with in_station(cast.station):
        parts = dict(Assignment.objects.values_list("crew_id", "part"))
    assert parts == {crew.pk: "main", first.pk: "reinforce", post.pk: "informed"}


def test_an_officer_sees_who_is_on_it_but_sends_nobody(cast, sent):
    page = client_of(cast.officer).get(reverse("incident-assignments", args=[sent.incident_id]))
    assert "二级车组甲" in page.content.decode()
    assert page.context["advice"] == []
    assert client_of(cast.officer).post(reverse("incident-send", args=[sent.incident_id]), {}).status_code == 403
    stranger = make_officer(cast.station, post="auxiliary")
    assert client_of(stranger).get(reverse("incident-assignments", args=[sent.incident_id])).status_code == 403


def test_a_task_is_handed_over_from_the_phone(cast, sent):
    other = make_crew(cast.station, make_officer(cast.station), layer="first", name="一级甲")
    assert "一级甲" in client_of(cast.officer).get(reverse("my-tasks")).content.decode()
    client_of(cast.officer).post(reverse("assignment-pass-on", args=[sent.pk]), {"crew": other.pk})
    with in_station(cast.station):
        assert Assignment.objects.get(crew=other).part == "main"


def test_a_page_asks_as_much_for_three_tasks_as_for_one(cast, crew, sent, django_assert_max_num_queries):
    client = client_of(cast.officer)
    client.get(reverse("my-tasks"))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("my-tasks"))
    with in_station(cast.station):
        for _number in range(3):
            actions.send(incident=make_incident(cast.station), crew=crew, actor=cast.desk.user)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse("my-tasks"))


def test_the_leadership_sets_the_times(cast, community):
    chief = client_of(cast.chief)
    assert len(chief.get(reverse("circles")).context["circles"]) == 4
    times = {"assign_seconds": 45, "accept_seconds": 45, "contact_seconds": 60, "close_hours": 8}
    assert chief.post(reverse("circle-community", args=[3, community.pk]), times).status_code == 302
    with in_station(cast.station):
        row = ResponseCircle.objects.get()
    assert (row.grade, row.community_id, row.assign_seconds, row.arrive_seconds) == (3, community.pk, 45, None)
    assert client_of(cast.desk).get(reverse("circle", args=[3])).status_code == 403
    assert chief.post(reverse("circle-drop", args=[row.pk])).status_code == 302
    picked = chief.get(reverse("circle-new"), {"community": community.pk, "grade": 2})
    assert picked.url == reverse("circle-community", args=[2, community.pk])
