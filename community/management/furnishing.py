"""What the demo's crime watch has beside its lists: settings, the office, who agreed, leaders, logins.

Most people of the lists have not agreed to anything: that is what the demo shows. Those who have are written in bulk,
as the action writes them one by one.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from community.groups.actions import install_defaults, keep_settings, seat_in_office
from community.groups.models import Consent, Enrolment, GroupLead, GroupMembership, Member, Trade, WatchGroup
from community.groups.readings import consent_text, settings_of
from community.groups.rules import ends
from community.groups.words import How, State, Vetting
from stations.numbers.actions import take_block
from stations.organisation.models import Officer, Post, Station, User

DAY = timedelta(days=1)
# Station → name of the force, how many of a hundred on the lists have agreed.
FORCES = {"CW": ("朝外·平安汇", 68), "QM": ("前门群防群治", 55)}
# Of those who agreed: how many days ago, by turns; the last ones must renew soon or have let it pass.
AGES = (12, 40, 75, 110, 160, 210, 250, 300, 340, 350, 358, 372)
LEFT_EVERY, STRUCK_AT, VETTED_EVERY = 41, 17, 3


def furnish(station: Station, suffix: str) -> int:
    """Give a demo station its members; 0 where it has some. The station is in scope."""
    install_defaults(station=station)
    if Member.objects.exists() or not Enrolment.objects.exists():
        return 0
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").get().user
    brand, share = FORCES[station.code]
    keep_settings(station=station, actor=chief, brand=brand)
    clerk = Officer.objects.on_strength().filter(post=Post.OFFICER).select_related("user").order_by("-police_no")
    seat_in_office(station=station, user=clerk.first().user, actor=chief)
    chosen = [row for place, row in enumerate(Enrolment.objects.order_by("pk")) if place * 37 % 100 < share]
    members = _agree(station, chosen, chief)
    _logins(station, suffix)
    _leaders(station)
    # What is left was asked at different times.
    for place, row in enumerate(Enrolment.objects.order_by("pk")):
        row.expires_at = timezone.now() + (place % 28 + 2) * DAY
        row.save(update_fields=["expires_at"]) if place % 20 == 0 else None
    return len(members)


def _agree(station: Station, rows: list[Enrolment], chief: User) -> list[Member]:
    today, now = timezone.localdate(), timezone.now()
    numbers = take_block(station_id=station.pk, series="watch-member", year=today.year, count=len(rows))
    text, months = consent_text(station), settings_of(station).renewal_months
    nobody, users = make_password(None), []
    for row, number in zip(rows, numbers, strict=True):
        user = User(name=row.name, phone=row.phone, home_station=station, password=nobody)
        user.username = f"m{today.year}{number:05d}@{station.code}".lower()
        user.fill_keys()
        users.append(user)
    User.objects.bulk_create(users, batch_size=500)
    members = []
    for place, (row, user, number) in enumerate(zip(rows, users, numbers, strict=True)):
        joined = today - AGES[place % len(AGES)] * DAY
        member = Member(
            station=station, user=user, number=f"{today.year}{number:05d}", trade_id=row.trade_id, joined_on=joined,
            valid_until=ends(joined, months),
        )  # fmt: skip
        _fate(member, place, today, chief)
        members.append(member)
    Member.objects.bulk_create(members, batch_size=500)
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(
                station=station, member=member, group_id=row.group_id, start=member.joined_on, end=member.ended_on
            )
            for row, member in zip(rows, members, strict=True)
        ],
        batch_size=500,
    )
    Consent.objects.bulk_create(
        [
            Consent(
                station=station, member=member, text=text, how=How.PHONE,
                given_at=now - (today - member.joined_on) * 1, withdrawn_at=now if member.ended_on else None,
            )
            for member in members
        ],
        batch_size=500,
    )  # fmt: skip
    Enrolment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return members


def _fate(member: Member, place: int, today, chief: User) -> None:
    """Some have left, one was struck off, some let the renewal pass; most of the rest were vetted."""
    if place % LEFT_EVERY == LEFT_EVERY - 1:
        member.state, member.ended_on = State.LEFT, today - 3 * DAY
    elif place == STRUCK_AT:
        member.state, member.ended_on, member.ended_reason = State.STRUCK, today - 2 * DAY, "多次冒用警察名义"
    elif member.valid_until <= today:
        member.state = State.LAPSED
    if place % VETTED_EVERY:
        member.vetting, member.vetted_by = Vetting.PASSED, chief
        member.vetted_on = max(member.joined_on + 2 * DAY, today - 300 * DAY)


def _logins(station: Station, suffix: str) -> None:
    """The two logins of the demo: a member of the first group and its leader."""
    group, today = WatchGroup.objects.order_by("code").first(), timezone.localdate()
    months, text = settings_of(station).renewal_months, consent_text(station)
    trade = group.trade or Trade.objects.first()
    first = take_block(station_id=station.pk, series="watch-member", year=today.year, count=2)
    for username, number, ago in (("member", first[0], 345), ("grouplead", first[1], 200)):
        user = User.objects.filter(username=username + suffix).first()
        if user is None:
            continue
        joined = today - ago * DAY
        member = Member.objects.create(
            station=station, user=user, number=f"{today.year}{number:05d}", trade=trade, joined_on=joined,
            valid_until=ends(joined, months),
        )  # fmt: skip
        GroupMembership.objects.create(station=station, member=member, group=group, start=joined)
        Consent.objects.create(
            station=station, member=member, text=text, how=How.PHONE, given_at=timezone.now() - ago * DAY
        )
        if username == "grouplead":
            GroupLead.objects.create(station=station, group=group, member=member, role="leader", start=joined)


def _leaders(station: Station) -> None:
    """Every other group has a leader of its own, three have a deputy."""
    for place, group in enumerate(WatchGroup.objects.order_by("code")):
        free = GroupMembership.objects.filter(
            group=group, end=None, member__state=State.CONFIRMED, member__leads=None
        )
        people = list(free.order_by("start", "pk")[:2])
        roles = ["deputy"] if place == 0 else ["leader", "deputy"][: 1 + (place % 4 == 1)]
        for row, role in zip(people, roles, strict=False):
            GroupLead.objects.create(
                station=station, group=group, member_id=row.member_id, role=role, start=row.start
            )  # fmt: skip
