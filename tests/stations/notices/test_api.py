"""The API shows and reads my own notices."""

import pytest
from django.utils import timezone

from tests.factories.notices import make_notice

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/notices/"


@pytest.fixture
def chief(cast, client_of):
    return client_of(cast.chief)


def test_the_list_holds_my_notices_in_words(cast, chief):
    make_notice(cast.desk)
    notice = make_notice(cast.chief, "test.alarm", data={"number": "4"}, urgent=True, url="/duty/")
    (row,) = chief.get(ROOT).json()["results"]
    assert (row["id"], row["text"], row["tone"], row["urgent"]) == (notice.pk, "Alarm 4", "danger", True)
    assert chief.get(f"{ROOT}?state=read").json()["count"] == 0


def test_reading_lowers_the_count(cast, chief):
    notice = make_notice(cast.chief)
    assert chief.get(f"{ROOT}unread/").json() == {"count": 1}
    assert chief.post(f"{ROOT}{notice.pk}/read/").json()["read_at"]
    assert chief.get(f"{ROOT}unread/").json() == {"count": 0}


def test_all_are_read_up_to_one(cast, chief):
    shown, _newer = make_notice(cast.chief), make_notice(cast.chief)
    answer = chief.post(f"{ROOT}read-all/", {"until": shown.pk}, content_type="application/json")
    assert answer.json() == {"read": 1}
    assert chief.post(f"{ROOT}read-all/", {}, content_type="application/json").status_code == 400


def test_another_persons_notice_is_not_found(cast, chief):
    for person in (cast.desk, cast.chief2):
        notice = make_notice(person, read_at=timezone.now())
        assert chief.get(f"{ROOT}{notice.pk}/").status_code == 404
        assert chief.post(f"{ROOT}{notice.pk}/read/").status_code == 404


def test_a_stranger_is_refused(client, cast):
    assert client.get(ROOT).status_code == 401
