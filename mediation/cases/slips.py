"""The slip a party takes home: the case code and how to look (一案一码); no name stands on it."""

import io
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mediation.cases.models import Case
from stations.kit.paper import Facts, Gap, Paper, Para, Picture

QR_MM = 42  # UI-10 asks for 30 printed.


def grouped(code: str) -> str:
    """The code as it is read aloud: two groups of five."""
    return f"{code[:5]} {code[5:]}".strip()


def address(case: Case) -> str:
    """Where a party looks; the code fills the first field, the phone number's last four digits are asked."""
    return f"{settings.PHONE_URL}{reverse('dispute-query')}?{urlencode({'code': case.code})}"


def slip(case: Case) -> Paper:
    """The paper; Chinese as all papers are."""
    picture = io.BytesIO()
    segno.make(address(case), error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    day = timezone.localdate(case.registered_at)
    return Paper(
        "矛盾纠纷受理查询单",
        [
            Facts([
                ("登记编号", case.number), ("纠纷码", grouped(case.code)),
                ("登记日期", f"{day.year}年{day.month}月{day.day}日"), ("登记单位", case.station.name),
            ]),
            Gap(6),
            Picture(picture.getvalue(), QR_MM),
            Para("手机扫描上方二维码；微信内打不开时请用浏览器。", align="center", indent=False, small=True),
            Gap(6),
            Para("查询办法：扫码或打开下列网址，输入纠纷码和您登记时所留电话号码的后四位，即可查看办理进度。"),
            Para(f"{settings.PHONE_URL}{reverse('dispute-query')}", indent=False, align="center"),
            Para("调解不收取任何费用。您有权选择调解员，有权接受、拒绝或者终止调解，"
                 "也可以直接申请仲裁、行政处理或者向人民法院起诉。"),
            Para("请妥善保管本单，不要把纠纷码告诉与纠纷无关的人。", small=True),
        ],
        unit=case.station.name, compact=True, footer=f"{case.station.name} · {case.number}",
    )  # fmt: skip
