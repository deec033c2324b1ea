"""Verbs of the office: settings, trades, groups and their leaders, who works in the office, consent texts."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups import rules
from community.groups.models import (
    CommunitySettings,
    ConsentText,
    GroupLead,
    Member,
    Trade,
    WatchGroup,
    WatchOffice,
)
from community.groups.readings import consent_text, members_on, settings_of
from stations.kit.answer import RuleBroken, demand
from stations.kit.rows import free, write
from stations.kit.spans import in_force
from stations.organisation.actions import close, lock_station
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, record

# What the article names and what streets of Beijing know; a station changes it (DOMAIN 1.4).
TRADES = ("外卖", "快递", "保安", "商户", "环卫", "楼门长", "街巷长", "网格员")
# The first text; SE-15, SE-16, SE-21 say what it has to tell. A station publishes its own.
FIRST_TEXT = """一、收集什么：姓名、手机号码、所属小组和行业。不收集身份证号码、住址、位置轨迹、人脸等信息。
二、用来做什么：通知您参加培训和志愿活动，登记您主动反映的线索和建议，反馈办理结果，制发成员证。不用于其他目的，不对外提供，不做任何排名。
三、保存多久：成员资格有效期内保存；到期未续、退出或者您要求删除的，停止使用，并按您的要求删除。法律规定必须留存的办理记录，只留编号，不留姓名和电话。
四、您的权利：参加完全自愿，不参加没有任何不利后果；可以随时在“我的成员资格”中查看、导出、更正、退出、删除，也可以到派出所办理。
五、边界：成员不是警察，不得盘问、搜查、扣留他人；遇到危险先保护自己，立即拨打110。
六、本人年满十八周岁，已阅读并同意以上内容。"""


@transaction.atomic
def install_defaults(*, station: Station) -> None:
    """Trades and the first consent text of a station that has none; doing it again changes nothing."""
    lock_station(station)
    if not Trade.objects.exists():
        Trade.objects.bulk_create(
            Trade(station=station, name=name, order=place) for place, name in enumerate(TRADES, 1)
        )
    if consent_text(station) is None:
        ConsentText.objects.create(station=station, version=1, text=FIRST_TEXT)


@transaction.atomic
def keep_settings(*, station: Station, actor: User, **values) -> None:
    """Change the numbers and the name of the force."""
    demand(rules.may_keep_groups(actor))
    lock_station(station)
    row = settings_of(station)
    if row.pk is None:
        row.save()
    changed = write(row, values)
    if changed:
        record(verb="watch.settings_changed", subject=row, actor=actor, columns=changed)


@transaction.atomic
def publish_text(*, station: Station, actor: User, text: str) -> ConsentText:
    """Put a new version of the consent text in force; the versions before it stay as they were agreed to.

    Raises:
        RuleBroken: ``unchanged``.
    """
    demand(rules.may_keep_groups(actor))
    lock_station(station)
    before = consent_text(station)
    text = text.replace("\r\n", "\n").strip()
    if before and before.text == text:
        raise RuleBroken(_("This is the text already in force."), code="unchanged")
    row = ConsentText.objects.create(
        station=station, version=before.version + 1 if before else 1, text=text, published_by=actor
    )
    record(verb="watch.text_published", subject=row, actor=actor, version=row.version)
    return row


@transaction.atomic
def keep_trade(*, station: Station, actor: User, trade: Trade | None = None, **values) -> Trade:
    """Name a trade, or change one."""
    demand(rules.may_keep_groups(actor))
    lock_station(station)
    free(Trade, station, but=trade.pk if trade else None, name=values["name"])
    if trade is None:
        trade = Trade.objects.create(station=station, **values)
        record(verb="watch.trade_added", subject=trade, actor=actor)
    elif write(trade, values):
        record(verb="watch.trade_changed", subject=trade, actor=actor)
    return trade


@transaction.atomic
def keep_group(*, station: Station, actor: User, group: WatchGroup | None = None, **values) -> WatchGroup:
    """Set a group up, or change one.

    Args:
        values: code, name, trade, community, place, active.

    Raises:
        NotAllowed: the group is, or would be, of a community the person does not answer for.
        RuleBroken: ``code_taken``, ``name_taken``, ``other_station``.
    """
    community = values.get("community")
    demand(rules.may_tend(actor, community.pk if community else None))
    if group is not None:
        demand(rules.may_tend(actor, group.community_id))
    if any(row is not None and row.station_id != station.pk for row in (community, values.get("trade"))):
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    lock_station(station)
    but = group.pk if group else None
    free(WatchGroup, station, but=but, code=values["code"])
    free(WatchGroup, station, but=but, name=values["name"])
    if group is None:
        group = WatchGroup.objects.create(station=station, **values)
        record(verb="watch.group_added", subject=group, actor=actor)
        return group
    changed = write(group, values)
    if changed:
        record(verb="watch.group_changed", subject=group, actor=actor, columns=changed)
    return group


@transaction.atomic
def renew_poster(*, group: WatchGroup, actor: User) -> WatchGroup:
    """Make the codes of all posters of a group invalid; new ones are printed."""
    demand(rules.may_tend(actor, group.community_id))
    group = WatchGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    group.poster_version += 1
    group.save(update_fields=["poster_version"])
    record(verb="watch.poster_renewed", subject=group, actor=actor, version=group.poster_version)
    return group


@transaction.atomic
@lines_last()
def appoint_lead(*, group: WatchGroup, role: str, member: Member | None, start: date, actor: User | None) -> None:
    """Name the leader or the deputy of a group as of a day; None leaves the place vacant.

    Raises:
        RuleBroken: what ``rules.may_lead`` refuses.
    """
    if actor is not None:
        demand(rules.may_tend(actor, group.community_id))
    lock_station(group.station)
    present = GroupLead.objects.filter(in_force(start), group=group)
    if member is not None:
        member = members_on(start).get(pk=member.pk)
        rules.may_lead(member, group).or_refuse()
        if present.filter(role=role, member=member).exists():
            return
        for row in present.filter(member=member):
            close(row=row, end=start)
    for row in GroupLead.objects.filter(group=group, role=role).exclude(end__lte=start):
        close(row=row, end=start)
    if member is None:
        record(verb="watch.lead_vacated", subject=group, actor=actor, role=role, start=str(start))
        return
    GroupLead.objects.create(station=group.station, group=group, member=member, role=role, start=start)
    record(
        verb="watch.lead_appointed", subject=group, actor=actor, role=role, member=member.pk, start=str(start)
    )  # fmt: skip


@transaction.atomic
def seat_in_office(*, station: Station, user: User, actor: User) -> WatchOffice:
    """Let a person of the station keep the crime-watch groups from today.

    Raises:
        RuleBroken: ``other_station``, ``seated_already``, ``administrator``.
    """
    demand(rules.may_seat_office(actor))
    lock_station(station)
    if user.home_station_id != station.pk:
        raise RuleBroken(_("This person belongs to another station."), code="other_station")
    if user.admin_role:
        raise RuleBroken(_("An administrator's account is for administration only."), code="administrator")
    today = timezone.localdate()
    if WatchOffice.objects.filter(user=user).exclude(end__lte=today).exists():
        raise RuleBroken(_("This person already works there."), code="seated_already")
    row = WatchOffice.objects.create(station=station, user=user, start=today)
    record(verb="watch.office_seated", subject=row, actor=actor, user=user.pk)
    return row


@transaction.atomic
@lines_last()
def leave_office(*, seat: WatchOffice, actor: User) -> None:
    """The person no longer keeps the crime-watch groups."""
    demand(rules.may_seat_office(actor))
    today = timezone.localdate()
    seat = WatchOffice.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if seat.end is None or seat.end > today:
        record(verb="watch.office_left", subject=seat, actor=actor, user=seat.user_id)
        close(row=seat, end=today)


def settings_fields() -> tuple[str, ...]:
    """Columns of the settings that a station keeps."""
    return tuple(
        field.name for field in CommunitySettings._meta.concrete_fields if field.name not in {"id", "station"}
    )
