"""My data: nothing that is kept about a member is missing from the page, the export and the deletion (SE-21)."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.groups import membership, own_data
from community.groups.models import Member
from stations.notices.actions import tell
from stations.notices.models import Notice
from stations.organisation.models import User
from stations.recognition.models import Commendation
from tests.community.groups.test_enrolling import traces
from tests.factories import make_officer
from tests.factories.community import make_member

pytestmark = pytest.mark.django_db

# Apps and rooms in which a member leaves something.
ROOMS = ("community.", "stations.training", "stations.recognition", "stations.notices", "stations.access")
# What somebody does for the station, by the name of the column.
SERVES = {
    "accepted_by", "against", "approved_by", "author_of", "by", "checker", "confirmed_by", "created_by", "decided_by",
    "entered_by", "found_by", "given_back_by", "given_by", "handed_by", "issued_by", "marked_by", "paired_by",
    "passed_by", "planned_by", "prepared_by", "proposed_by", "published_by", "rechecked_by", "recorded_by",
    "rectified_by", "reviewed_by", "revoked_by", "second", "signed_by", "struck_by", "taken_down_by", "teacher",
    "verified_by", "vetted_by", "writer",
}  # fmt: skip
# Told otherwise: the profile itself, the seat in a patrol, the bookings; keys to an account; the question bank.
ELSEWHERE = {
    "ApiToken.user", "BankQuestion.author", "Member.user", "NightPatrol.leader", "NightPlace.touched_by",
    "OneTimeCode.user", "Pattern.other", "Pattern.user", "PointAccount.user", "Reservation.user",
    "Deed.user", "WatchOffice.user",
}  # fmt: skip


def held() -> dict[str, str]:
    """Columns that name a member, with their table."""
    found = {}
    for model in apps.get_models():
        if model.__name__.endswith("Event") or not model.__module__.startswith(ROOMS):
            continue
        for field in model._meta.concrete_fields:
            name = f"{model.__name__}.{field.name}"
            if field.related_model in (User, Member) and field.name not in SERVES and name not in ELSEWHERE:
                found[name] = model._meta.db_table
    return found


def test_every_table_that_names_a_member_is_read_for_my_data(watch):
    member = membership.locked(make_member(watch.group))
    with CaptureQueriesContext(connection) as asked:
        own_data.export(member, member.user)
    read = " ".join(query["sql"] for query in asked if query["sql"].startswith("SELECT"))
    missing = {name for name, table in held().items() if f'"{table}"' not in read}
    assert len(held()) > 12 and missing == set()


def test_messages_are_told_and_go_with_the_data(watch):
    member = make_member(watch.group, name="留言人")
    tell(station=watch.station, recipients=[member], kind="watch.renew", key="k", until="2027-01-01")
    told = own_data.export(membership.locked(member), member.user)
    assert "2027-01-01" in str(told["messages"])
    own_data.erase(member=member, actor=member.user, at=timezone.now())
    assert not Notice.objects.exists()


def test_praise_keeps_its_day_and_loses_its_words(watch):
    member = make_member(watch.group, name="受表扬者")
    made = Commendation.objects.create(
        station=watch.station, user=member.user, title="表扬", words="受表扬者劝阻转账", given_on=timezone.localdate()
    )  # fmt: skip
    assert "劝阻" in str(own_data.export(membership.locked(member), member.user)["commendations"])
    own_data.erase(member=member, actor=member.user, at=timezone.now())
    made.refresh_from_db()
    assert made.words == "—" and traces("受表扬者") == []


def test_an_officer_who_leaves_keeps_what_came_as_an_officer(watch):
    officer = make_officer(watch.station)
    member = make_member(watch.group, officer.user)
    tell(station=watch.station, recipients=[officer], kind="clue.given", key="k", clue=1)
    own_data.erase(member=member, actor=officer.user, at=timezone.now())
    assert Notice.objects.count() == 1
