"""Kinds of findings a station starts from, each with its what-to-do card; the station's own text from then on."""

from dataclasses import dataclass

from patrols.findings.models import FindingKind
from patrols.findings.words import Act
from patrols.squads.models import PatrolGroup
from stations.catalogue.models import Category
from stations.organisation.models import Station
from stations.timeline.actions import record

Focus = PatrolGroup.Focus
WATCH = (Act.NOTICED, Act.REPORTED)
TALK = (Act.NOTICED, Act.REPORTED, Act.DISSUADED)
CLEAR = (Act.NOTICED, Act.REPORTED, Act.DISSUADED, Act.REMOVED)
HELP = (Act.REPORTED, Act.HELPED)


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry: ``category`` is the name of the station's category; the first found wins."""

    code: str
    name: str
    category: str
    top: str
    acts: tuple[str, ...]
    card: str
    direct: bool = False
    counts_for: str = ""


KINDS = (
    Kind("exit", "消防通道堵塞", "消防通道堵塞", "P", CLEAR,
         "拍下现状。\n能当场劝离、清走的，清走后再拍一张。\n物主不配合时不争执，直接上报。",
         counts_for=Focus.HAZARDS),
    Kind("charging", "飞线充电、电动车进楼", "飞线充电", "P", CLEAR,
         "不触碰线缆和插座。\n劝说车主拔下充电器、推离楼道。\n找不到车主时拍照上报。", counts_for=Focus.HAZARDS),
    Kind("facility", "设施损坏", "消防设施损坏", "P", WATCH,
         "拍下损坏处和周围环境。\n有坠落、漏电、塌陷危险时，先拦住行人再上报。", counts_for=Focus.HAZARDS),
    Kind("clutter", "占道堆物、门前脏乱", "堆放杂物", "P", CLEAR,
         "提醒商户按“门前三包”清理。\n清理后再拍一张。\n反复出现的写明次数上报。", counts_for=Focus.FRONTAGE),
    Kind("vendor", "游商占道、非法揽客", "占道经营", "P", TALK,
         "劝其离开，不夺物、不扣物。\n不听劝的拍照上报，由民警处理。", counts_for=Focus.FRONTAGE),
    Kind("parking", "非机动车乱停放", "环境秩序", "P", CLEAR,
         "可以扶正、归位。\n堵住出入口的先移开再拍照。", counts_for=Focus.FRONTAGE),
    Kind("suspicious", "可疑人员、可疑物品", "可疑人员", "Q", WATCH,
         "保持距离，记住衣着、去向。\n不盘问、不搜身、不触碰物品。\n立即上报，听指挥室安排。", True),
    Kind("crime", "正在发生的违法犯罪", "其他治安", "B", WATCH,
         "先保证自己和周围人的安全。\n立即上报，紧急时拨打110。\n不单独追赶，不动手处罚。", True),
    Kind("fraud", "疑似正在被骗", "正在发生的诈骗", "Q", TALK,
         "劝对方先不转账、不挂断也不操作手机。\n立即上报，等民警到场。", True),
    Kind("person", "走失老人、儿童", "人员走失", "E", HELP,
         "陪在身边，不离开原地。\n问姓名和家人电话，立即上报。\n不替对方翻看证件和手机。", True),
    Kind("illness", "突发疾病、受伤", "突发疾病", "E", HELP,
         "拨打120。\n不随意搬动伤者，疏散围观。\n同时上报指挥室。", True),
    Kind("item", "拾得物品", "其他财物", "R", WATCH,
         "当着同伴的面清点，拍照。\n不翻看手机和证件内容。\n上报后按指挥室安排交回。", True),
    Kind("help", "指路、扶助", "其他求助", "N", HELP,
         "能当场办的当场办。\n办完点“已当场处置”。"),
)  # fmt: skip


def install(station: Station, actor=None) -> int:
    """Give a station its first kinds; returns how many. Kinds it has already are left alone.

    A kind whose category the station has not is left out.
    """
    known = set(FindingKind.objects.values_list("code", flat=True))
    categories = list(Category.objects.filter(active=True).order_by("code"))
    rows = []
    for order, kind in enumerate(KINDS, 1):
        fits = [row for row in categories if row.name == kind.category and row.code.startswith(kind.top)]
        if kind.code in known or not fits:
            continue
        rows.append(
            FindingKind(
                station=station,
                code=kind.code,
                name=kind.name,
                category=fits[0],
                card=kind.card,
                order=order,
                direct=kind.direct,
                acts=list(kind.acts),
            )  # fmt: skip
        )
    FindingKind.objects.bulk_create(rows)
    if rows:
        record(verb="finding_kind.installed", station=station, actor=actor, count=len(rows))
    return len(rows)
