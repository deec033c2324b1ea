"""Scenes a station starts from, each with its card; the station's own text from then on."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.clues.models import Scene
from community.clues.rules import may_set_scenes
from stations.catalogue.models import Category
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station
from stations.timeline.actions import record


@dataclass(frozen=True, slots=True)
class Default:
    """One entry: ``category`` is the name of the station's category under ``top``; the first found wins."""

    code: str
    name: str
    picture: str
    category: str
    top: str
    card: str
    urgent: bool = False


SCENES = (
    Default("fraud", "有人正在被骗", "phone-call", "正在发生的诈骗", "Q",
            "先劝对方不转账、不挂断、不操作手机。\n发送后留在旁边等民警；转账已开始的，同时拨打110。", True),
    Default("person", "可疑人员", "user-search", "可疑人员", "Q", "保持距离，记住衣着和去向。\n不盘问、不跟随。"),
    Default("exit", "安全出口被堵", "door", "消防通道堵塞", "P", "拍一张现场照片。"),
    Default("wires", "飞线充电、电动车进楼", "bolt", "飞线充电", "P", "不要触碰线缆和插座。"),
    Default("fire", "消防设施损坏", "flame", "消防设施损坏", "P", "已经起火的拨打119。"),
    Default("parcel", "可疑包裹、物品", "package", "其他线索", "Q", "不打开、不移动，让周围的人离开。"),
    Default("drugs", "涉毒涉赌", "eye", "涉毒线索", "Q", "只说看到的，不靠近、不打听。"),
    Default("quarrel", "争吵纠纷", "users", "邻里纠纷", "D", "已经动手的拨打110。"),
    Default("vehicle", "可疑车辆", "car", "其他线索", "Q", "记下颜色、车型和车牌。"),
    Default("other", "其他情况", "dots", "其他线索", "Q", ""),
)  # fmt: skip


@transaction.atomic
def install(station: Station, actor=None) -> int:
    """Give a station its first scenes; returns how many. Those it has already are left alone.

    A scene whose category the station has not is left out.
    """
    known = set(Scene.objects.values_list("code", flat=True))
    categories = list(Category.objects.filter(active=True).order_by("code"))
    rows = []
    for order, entry in enumerate(SCENES, 1):
        fits = [row for row in categories if row.name == entry.category]
        fits.sort(key=lambda row: not row.code.startswith(entry.top))
        if entry.code in known or not fits:
            continue
        rows.append(
            Scene(
                station=station,
                code=entry.code,
                name=entry.name,
                picture=entry.picture,
                category=fits[0],
                urgent=entry.urgent,
                card=entry.card,
                order=order,
            )  # fmt: skip
        )
    for row in rows:
        row.save()
    if rows:
        record(verb="clue_scene.installed", actor=actor, station=station, count=len(rows))
    return len(rows)


@transaction.atomic
def save_scene(*, station: Station, actor, scene: Scene | None = None, **values) -> Scene:
    """Make or change a scene; clues keep the scene they were given under.

    Raises:
        NotAllowed: neither leadership nor personnel.
        RuleBroken: ``code_taken``, ``other_station``.
    """
    demand(may_set_scenes(actor))
    if values["category"].station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    taken = Scene.objects.filter(code=values["code"])
    if (taken.exclude(pk=scene.pk) if scene else taken).exists():
        raise RuleBroken(_("This code is already in use."), code="code_taken")
    row = scene or Scene(station=station)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(verb="clue_scene.saved", subject=row, actor=actor)
    return row
