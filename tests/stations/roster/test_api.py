"""Duties, absences and generation by API."""

import datetime

import pytest
from django_scopes import scopes_disabled

from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from stations.roster.actions import generate, running_day
from stations.timeline.models import Entry
from tests.factories import make_officer, make_rotation
from tests.factories.kept import kept

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def demo(settings):
    """Leaders need no second factor."""
    settings.DEMO = True


@pytest.fixture
def rotation(db):
    """A station whose rotation runs, duties made from today on for a month."""
    return planned()


@kept
def planned():
    made = make_rotation()
    with in_station(made.station):
        made.today = running_day()
        generate(station=made.station, first=made.today, last=made.today + 30 * DAY)
    return made


@pytest.fixture
def chief(rotation, client_of):
    """The chief's browser."""
    return client_of(rotation.chief)


def duties(client, **query):
    return client.get("/api/v1/duties/", {"page_size": 500} | query).json()["results"]


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1/{path}/", body or {}, content_type="application/json", headers=headers)


def enter(client, rotation, **changes):
    body = {
        "officer": rotation.officers["case", 0][0].pk, "kind": "sick", "first_day": str(rotation.today + DAY),
        "last_day": str(rotation.today + 6 * DAY), "reason": "发热",
    }  # fmt: skip
    return post(client, "absences", body | changes)


# -- duties


def test_a_duty_reads_as_the_contract_says(rotation, chief):
    row = duties(chief, date=rotation.today, role="primary", commander="true")[0]
    deputy = next(officer for officer in rotation.deputies if officer.pk == row["officer"]["id"])
    assert row["officer"] == {"id": deputy.pk, "name": deputy.user.name, "police_no": deputy.police_no}
    assert set(row["unit"]) == {"id", "name", "kind"}
    assert set(row["group"]) == {"id", "name"}
    assert row["date"] == str(rotation.today)
    assert row["starts_at"] == f"{rotation.today}T08:00:00+08:00"
    assert row["ends_at"] == f"{rotation.today + DAY}T08:00:00+08:00"
    assert (row["commander"], row["absent"], row["covers"]) == (True, False, None)
    assert "absence" not in row


def test_standby_of_the_secondary_duty_is_told_apart(rotation, chief):
    row = duties(chief, date=rotation.today, role="secondary")[0]
    assert row["standby_from"] == f"{rotation.today}T22:00:00+08:00"
    assert row["standby_to"] == f"{rotation.today + DAY}T08:00:00+08:00"


def test_duties_come_by_team_and_police_number(rotation, chief):
    rows = duties(chief, date=rotation.today)
    order = {team.pk: (team.order, team.pk) for team in rotation.teams.values()}
    keys = [(order.get(row["unit"]["id"], (0, 0)), row["officer"]["police_no"]) for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", ["team", "officer", "group"])
def test_duties_are_filtered_by_id(rotation, chief, name):
    of = {"team": rotation.teams["case"], "officer": rotation.deputies[0], "group": rotation.groups[0]}[name]
    rows = duties(chief, date=rotation.today, **{name: of.pk})
    assert rows
    assert all(row["unit" if name == "team" else name]["id"] == of.pk for row in rows)


def test_duties_of_another_station_are_not_found(rotation, client_of):
    stranger = client_of(make_officer(make_rotation("CW").station, post="chief"))
    mine = duties(client_of(rotation.chief))[0]
    assert stranger.get(f"/api/v1/duties/{mine['id']}/").status_code == 404
    assert duties(stranger, date=rotation.today) == []


# -- absences


def test_an_absence_with_a_substitute_shows_in_the_duties(rotation, chief):
    away, stand_in = rotation.officers["case", 0][0], rotation.officers["case", 1][0]
    answer = enter(chief, rotation, substitute=stand_in.pk)
    assert answer.status_code == 201
    made = answer.json()
    assert made["absence"]["state"] == "entered"
    assert made["absence"]["verbs"] == ["cancel", "cover", "end"]
    assert made["absence"]["timeline"]
    assert answer.headers["Location"] == f"/api/v1/absences/{made['absence']['id']}/"
    day = made["covered"][0]["date"]
    rows = {row["officer"]["id"]: row for row in duties(chief, date=day, team=rotation.teams["case"].pk)}
    assert rows[away.pk]["absent"] is True
    assert rows[away.pk]["absence"]["reason"] == "发热"
    assert rows[stand_in.pk]["covers"]["id"] == away.pk


def test_why_somebody_is_away_is_for_the_person_and_the_leaders(rotation, chief, client_of):
    made = enter(chief, rotation).json()["absence"]
    colleague = client_of(rotation.officers["case", 0][1])
    shown = colleague.get(f"/api/v1/absences/{made['id']}/")
    assert not {"kind", "reason"} & set(shown.json())
    assert shown.json()["verbs"] == []
    assert "发热" not in shown.content.decode()
    day = rotation.today + DAY
    away = [row for row in duties(colleague, date=day) if row["absent"]]
    assert away and not any("absence" in row for row in away)
    assert client_of(rotation.officers["case", 0][0]).get(f"/api/v1/absences/{made['id']}/").json()["kind"] == "sick"


def test_filtering_by_kind_does_not_tell_a_colleague(rotation, chief, client_of):
    enter(chief, rotation)
    colleague = client_of(rotation.officers["case", 0][1])
    assert colleague.get("/api/v1/absences/?kind=training").json()["count"] == 1


def test_a_colleague_may_not_enter_an_absence(rotation, client_of):
    answer = enter(client_of(rotation.officers["case", 1][1]), rotation)
    assert (answer.status_code, answer.json()["code"]) == (403, "leaders_only")


def test_an_overlap_is_409_with_its_reason(rotation, chief):
    enter(chief, rotation)
    answer = enter(chief, rotation)
    assert (answer.status_code, answer.json()["code"]) == (409, "absence.overlap")


def test_an_officer_of_another_station_is_400(rotation, chief):
    stranger = make_rotation("CW").chief
    answer = enter(chief, rotation, officer=stranger.pk)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["officer"]


def test_an_absence_is_cancelled_once(rotation, chief):
    made = enter(chief, rotation).json()["absence"]
    answer = post(chief, f"absences/{made['id']}/cancel")
    assert (answer.status_code, answer.json()["state"], answer.json()["verbs"]) == (200, "cancelled", [])
    again = post(chief, f"absences/{made['id']}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert not [row for row in duties(chief, date=rotation.today + DAY) if row["absent"]]


def test_a_substitute_is_named_day_by_day_and_the_rest_stays_open(rotation, chief):
    made = enter(chief, rotation).json()["absence"]
    days = [str(rotation.today + n * DAY) for n in range(1, 8)]
    answer = post(
        chief, f"absences/{made['id']}/cover", {"substitute": rotation.officers["case", 1][0].pk, "days": days}
    )
    assert answer.status_code == 200
    assert answer.json()["covered"]
    assert {"date": days[-1]}.items() <= answer.json()["open"][-1].items()


def test_an_absence_ends_early(rotation, chief):
    made = enter(chief, rotation).json()["absence"]
    last = str(rotation.today + 2 * DAY)
    answer = post(chief, f"absences/{made['id']}/end", {"last_day": last})
    assert (answer.status_code, answer.json()["last_day"]) == (200, last)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "\u0000", 5])
def test_days_outside_any_roster_are_400(rotation, chief, day):
    answer = enter(chief, rotation, first_day=day, last_day=day)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"first_day", "last_day"}


# -- generation


def generation(client, rotation, first, last, prefer="respond-async"):
    return post(
        client,
        f"stations/{rotation.station.pk}/generate-duties",
        {"from": str(first), "to": str(last)},
        prefer=prefer,
    )


def test_a_generation_is_a_job_that_can_be_polled(rotation, chief):
    first = datetime.date(2024, 2, 28)
    answer = generation(chief, rotation, first, first + 3 * DAY)
    assert answer.status_code == 202
    assert answer.json()["state"] == "queued"
    place = answer.headers["Location"]
    assert place == f"/api/v1/jobs/{answer.json()['job']}/"
    assert chief.get(place).json()["finished"] is False
    jobs.run(job_id=answer.json()["job"])
    done = chief.get(place).json()
    assert (done["state"], done["percent"], done["result"]["last"]) == ("done", 100, "2024-03-02")
    assert len(duties(chief, date=first)) > 0


def test_a_generation_that_is_done_in_time_is_200(rotation, chief, monkeypatch):
    def at_once(*, kind, key, payload, station, actor=None):
        job = Job.objects.create(station=station, kind=kind, key=key, payload=payload, requested_by=actor)
        jobs.run(job_id=job.pk)
        return job

    monkeypatch.setattr(jobs, "start", at_once)
    monkeypatch.setattr("stations.roster.api.LOOK_EVERY", 0)
    first = datetime.date(2024, 12, 30)
    answer = generation(chief, rotation, first, first + DAY, prefer="")
    assert (answer.status_code, answer.json()["state"]) == (200, "done")
    assert answer.json()["result"]["inserted"] > 0


def test_a_generation_that_takes_longer_is_202(rotation, chief, monkeypatch):
    monkeypatch.setattr("stations.roster.api.WAIT", 0)
    first = datetime.date(2024, 12, 30)
    assert generation(chief, rotation, first, first + DAY, prefer="").status_code == 202


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2024-01-05", "2024-01-01", "generate.span"),
        ("2024-01-01", "2027-06-01", "generate.long"),
        ("2023-12-31", "2024-01-01", "generate.before_plan"),
    ],
)
def test_a_span_that_cannot_be_is_409_with_its_reason(rotation, chief, first, last, code):
    answer = generation(chief, rotation, first, last)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_who_does_not_plan_is_403(rotation, client_of):
    answer = generation(client_of(rotation.officers["case", 0][0]), rotation, "2024-01-01", "2024-01-02")
    assert (answer.status_code, answer.json()["code"]) == (403, "planners_only")


def test_another_station_is_404(rotation, chief):
    other = make_rotation("CW")
    assert generation(chief, other, "2024-01-01", "2024-01-02").status_code == 404


def test_a_repeat_with_a_key_starts_no_second_job(rotation, chief):
    path, body = f"stations/{rotation.station.pk}/generate-duties", {"from": "2024-01-01", "to": "2024-01-02"}
    first = post(chief, path, body, **{"prefer": "respond-async", "idempotency-key": "g1"})
    jobs.run(job_id=first.json()["job"])
    second = post(chief, path, body, **{"prefer": "respond-async", "idempotency-key": "g1"})
    assert first.json() == second.json()
    with scopes_disabled():
        assert Job.objects.count() == 1
        assert Entry.objects.filter(verb="roster.generated").count() == 2  # the fixture's and this one
