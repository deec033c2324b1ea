"""Crime-watch groups, people who were asked, and members made in one line each, without the actions."""

import datetime
import io
import itertools

from django.utils import timezone
from django_scopes import scopes_disabled
from openpyxl import Workbook

from community.groups import actions
from community.groups.models import (
    Consent,
    Enrolment,
    GroupLead,
    GroupMembership,
    Member,
    Trade,
    WatchGroup,
    WatchOffice,
)
from community.groups.readings import consent_text
from community.groups.words import Source, State
from stations.kit.crypto import blind_index
from stations.kit.scoping import in_station
from stations.organisation.models import Station, User
from stations.places.models import Community
from tests.factories.organisation import FIRST_DAY, make_officer, make_person

_numbers = itertools.count(1)
DAY = datetime.timedelta(days=1)


def phone_no(number: int) -> str:
    """A made-up mobile number."""
    return f"139{number:08d}"


@scopes_disabled()
def make_trade(station: Station, name: str = "外卖") -> Trade:
    """A trade; the same name gives the same one again."""
    return Trade.objects.get_or_create(station=station, name=name)[0]


@scopes_disabled()
def make_watch_group(station: Station, community: Community | None = None, name: str = "", **fields) -> WatchGroup:
    """A group, of a community or of the whole station, with a consent text to agree to."""
    number = next(_numbers)
    with in_station(station):
        actions.install_defaults(station=station)
    fields = {"code": f"W{number:03d}"} | fields
    return WatchGroup.objects.create(station=station, community=community, name=name or f"群防小组{number}", **fields)


@scopes_disabled()
def make_enrolment(group: WatchGroup, name: str = "", phone: str = "", **fields) -> Enrolment:
    """Somebody asked to join."""
    number = next(_numbers)
    phone = phone or phone_no(number)
    fields = {"source": Source.IMPORT, "expires_at": timezone.now() + 30 * DAY} | fields
    return Enrolment.objects.create(
        station=group.station,
        group=group,
        name=name or "应招募",
        phone=phone,
        phone_index=blind_index(phone),
        **fields,
    )


@scopes_disabled()
def make_member(group: WatchGroup, user: User | None = None, name: str = "", **fields) -> Member:
    """A member who agreed; ``state`` and the like in ``fields``."""
    number, today = next(_numbers), timezone.localdate()
    user = user or make_person(group.station, name=name, phone=phone_no(number))
    fields = {"joined_on": today - 100 * DAY, "valid_until": today + 265 * DAY} | fields
    if fields.get("state") in {State.LEFT, State.STRUCK}:
        fields = {"ended_on": today} | fields
    member = Member.objects.create(station=group.station, user=user, number=f"2026{number:05d}", **fields)
    GroupMembership.objects.create(station=group.station, member=member, group=group, start=member.joined_on)
    Consent.objects.create(
        station=group.station, member=member, text=consent_text(group.station), how="phone",
        given_at=timezone.now() - 100 * DAY,
    )  # fmt: skip
    return member


@scopes_disabled()
def make_group_lead(group: WatchGroup, member: Member, role: str = GroupLead.Role.LEADER) -> GroupLead:
    """A member who leads the group."""
    return GroupLead.objects.create(
        station=group.station, group=group, member=member, role=role, start=FIRST_DAY
    )  # fmt: skip


@scopes_disabled()
def make_watch_officer(station: Station, **fields):
    """An officer of the crime-watch office."""
    officer = make_officer(station, **fields)
    WatchOffice.objects.create(station=station, user=officer.user, start=FIRST_DAY)
    return officer


def workbook(rows, groups=()) -> io.BytesIO:
    """A list of people (name, phone, trade, group code) as an employer sends it."""
    book = Workbook(write_only=True)
    if groups:
        sheet = book.create_sheet("小组")
        sheet.append(["编码", "名称", "行业", "社区", "地点"])
        for row in groups:
            sheet.append(row)
    sheet = book.create_sheet("成员名单")
    sheet.append(["姓名", "手机号码", "行业", "小组编码"])
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream
