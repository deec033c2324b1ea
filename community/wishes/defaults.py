"""Reasons a station starts from; the station's own from then on."""

from django.db import transaction

from community.wishes.models import WishScene
from stations.catalogue.models import Category
from stations.organisation.models import Station
from stations.timeline.actions import record

FOLD = Category.Fold
# code, name, picture, note, folds of calls that speak for it (none: all)
SCENES = (
    ("bikes", "电动车、自行车被盗", "bike", "正在发生的请立即拨打110。", (FOLD.CRIMINAL, FOLD.ORDER)),
    ("dark", "夜间独行不放心", "moon", "", (FOLD.CRIMINAL, FOLD.ORDER)),
    ("strangers", "陌生人徘徊、尾随", "user-search", "正在被尾随的请立即拨打110。", (FOLD.CRIMINAL, FOLD.ORDER)),
    ("noise", "夜间扰民、聚众喧哗", "speakerphone", "", (FOLD.ORDER, FOLD.DISPUTE)),
    ("school", "上学放学门口拥堵", "school", "", (FOLD.TRAFFIC,)),
    ("burglary", "入室盗窃、撬锁", "home", "刚刚发生的请拨打110，不要进屋。", (FOLD.CRIMINAL, FOLD.ORDER)),
    ("quarrels", "酒后滋事、争吵", "users", "正在打架的请拨打110。", (FOLD.ORDER, FOLD.DISPUTE)),
    ("other", "其他", "eye", "环境、停车等非警务事项请拨打12345。", ()),
)


@transaction.atomic
def install(station: Station, actor=None) -> int:
    """Give a station its first reasons; those it has are left alone. Returns how many are new."""
    known = set(WishScene.objects.values_list("code", flat=True))
    rows = [
        WishScene(station=station, code=code, name=name, picture=picture, hint=hint, folds=list(folds), order=order)
        for order, (code, name, picture, hint, folds) in enumerate(SCENES, 1) if code not in known
    ]  # fmt: skip
    for row in rows:
        row.save()
    if rows:
        record(verb="wish_scene.installed", actor=actor, station=station, count=len(rows))
    return len(rows)
