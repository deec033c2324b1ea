"""The evening classes of the demo: courses, a bank of questions, sittings held and to come, certificates running out.

Played through the verbs of the house at their moments. The questions are made up for the demo.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from community.groups.models import GroupMembership, Member
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station, User
from stations.training import actions, bank, enrolling, quiz, quiz_rules
from stations.training.models import Attempt, Course, Sitting

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NAMES = {"QM": "警务夜校", "CW": "平安课堂"}
TAKERS, LISTENERS = 14, 16

# (months ago, text, options, right, why, case)
BANK = (
    (12, "发现有人正在实施违法犯罪，首先应当：", ("拨打110并说清地点", "自己上前抓人", "发到群里"), 0,
     "先报警、说清地点，等民警到场。", ""),
    (12, "成员在巡防中可以：", ("盘问、搜查他人", "观察、记录、报告", "查验身份证件"), 1,
     "群防群治成员没有警察权，只观察、记录、报告。", ""),
    (12, "报警时最先说清楚的是：", ("事情经过", "自己的姓名", "地点"), 2, "电话可能中断，地点说清，民警就能到。", ""),
    (12, "遇到持刀人员，应当：", ("保持距离、撤离并报警", "近身夺刀", "拍视频上传"), 0, "生命第一，保持距离。", ""),
    (12, "线索反映后，处理结果：", ("无从得知", "会由民警告知"), 1, "每条线索都有回音。", ""),
    (12, "反映线索时可以选择：", ("匿名", "只能实名"), 0, "匿名反映凭回执码查询进展。", ""),
    (1, "快递包裹寄件人不肯开箱验视，应当：", ("照收", "拒收并报告", "自行拆开"), 1,
     "收寄验视是法定义务，拒绝验视的不予收寄，并报告民警。", "上月某快递点拒收一件不肯验视的包裹，查出违禁品。"),
    (1, "电动自行车在楼道充电，应当：", ("劝离并上报隐患", "不用管", "拔掉电源藏起来"), 0,
     "楼道停放充电堵塞逃生通道，劝离并上报。", "上月某楼道电动自行车起火，因及时报告未造成伤亡。"),
    (1, "顾客要把大额现金交给上门“取款”的陌生人，应当：", ("帮忙叫车", "劝停并立即报警", "与己无关"), 1,
     "上门取现是电信诈骗的新手法。", "上月一名骑手拦下一笔现金，事主未受损失。"),
    (1, "夜间发现有人挨个拉车门，应当：", ("追赶", "记住衣着去向并报警", "大声斥责"), 1, "不追赶，记特征、报地点。",
     "上月凌晨两人拉车门盗窃，根据衣着特征当晚被抓获。"),
    (1, "收到“积分即将清零”的短信链接，应当：", ("点开兑换", "不点开并举报"), 1, "短信链接多为钓鱼网站。", ""),
    (0, "接到“客服”电话要求共享屏幕办理退款，应当：", ("按要求共享屏幕", "挂断并拨打96110核实", "先转一小笔试试"), 1,
     "正规退款不需要共享屏幕；共享后验证码和密码都会被看到。", "本月一名居民共享屏幕后存款被转走。"),
    (0, "老人在柜台执意向“安全账户”转账，应当：", ("尊重其选择", "劝停、陪同并报警", "帮其操作"), 1,
     "公检法没有“安全账户”。", "本月一名保安劝住一位老人，止损4万余元。"),
    (0, "商场安全出口被货物堵住，应当：", ("拍照上报", "绕行即可", "自行搬走并指责商户"), 0,
     "拍照、说清位置、上报，由民警督促整改。", "本月整改安全出口堵塞6处。"),
    (0, "有人出高价租用银行卡，应当：", ("出租一次无妨", "拒绝并报告", "介绍给朋友"), 1,
     "出租银行卡可能构成帮助信息网络犯罪活动罪。", "本月查处一起出租银行卡案件。"),
    (0, "看到两伙人发生争执并动手，应当：", ("上前拉架", "拨打110并保持距离", "围观拍摄"), 1,
     "先报警，保护自己。", ""),
    (0, "陌生人请骑手代送“药品”，拒绝说明内容，应当：", ("照送", "拒送并报告", "加价后送"), 1,
     "不明物品可能是毒品或诈骗现金。", "本月根据骑手报告查获一起代送违禁品案件。"),
    (0, "小区门口有人逐户做标记，应当：", ("擦掉就好", "拍照并报告社区民警"), 1, "可能是踩点，照片有助于研判。", ""),
)  # fmt: skip
UNCHECKED = (
    (0, "发现高空抛物，应当：", ("保护现场并报警", "自己上楼理论"), 0, "保留抛掷物和监控线索。", ""),
    (0, "外卖柜里有无人认领的包，应当：", ("带回家", "交给物业或派出所"), 1, "拾得物交派出所登记。", ""),
)


def tell(station: Station) -> int:
    """Play the classes at a station that has none for members yet; returns how many sittings. It is in scope."""
    if Course.objects.filter(audience="members").exists():
        return 0
    chief = _user(Post.CHIEF)
    second = _user(Post.DEPUTY) or _user(Post.COMMISSAR)
    people = [row.user for row in Member.objects.confirmed().select_related("user").order_by("pk")[:80]]
    if not (chief and second and len(people) > TAKERS):
        return 0
    chance, today = Random(f"classes {station.code}"), timezone.localdate()
    name = NAMES.get(station.code, "警务夜校")
    actions.set_numbers(
        station=station, actor=chief, class_name=name, questions=5, pass_mark=4, retake_minutes=30, quiz_days=7,
        warn_days=30, reach_months=6, certificate_prefix="培结字",
    )  # fmt: skip
    _fill_bank(station, chief, second, today)
    basic, night = _courses(station, chief, name)
    login = next((person for person in people if person.username.startswith("member")), people[0])
    others = [person for person in people if person.pk != login.pk]
    _held(basic, chief, _evening(today - 350 * DAY), [login, *others[:TAKERS]], login, chance)
    _held(basic, chief, _evening(today - 33 * DAY), others[TAKERS : 2 * TAKERS + LISTENERS], None, chance)
    _held(night, chief, _evening(today - 12 * DAY), others[30 : 30 + TAKERS], None, chance)
    _held(basic, chief, _evening(today - 2 * DAY), [login, *others[20 : 20 + TAKERS]], None, chance, waits=login)
    _coming(basic, night, chief, today, others, login)
    return Sitting.objects.filter(course__audience="members").count()


def _user(post: str) -> User | None:
    row = Officer.objects.serving().filter(post=post).select_related("user").order_by("police_no").first()
    return row.user if row else None


def _evening(day: date, hour: int = 19) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _month(today: date, ago: int) -> date:
    count = today.year * 12 + today.month - 1 - ago
    return date(count // 12, count % 12 + 1, 1)


def _fill_bank(station: Station, writer: User, checker: User, today: date) -> None:
    """Questions of a year ago, last month and this month, checked; two that wait for the second person."""
    for rows, checked in ((BANK, True), (UNCHECKED, False)):
        for ago, text, options, right, why, case in rows:
            row = bank.save_question(
                station=station, actor=writer if checked else checker, month=_month(today, ago), text=text,
                options=list(options), right=right, why=why, case_words=case, case_ref="", course=None,
            )  # fmt: skip
            if checked:
                bank.move_question(question=row, verb="approve", actor=checker, at=timezone.now())


def _courses(station: Station, chief: User, name: str) -> tuple[Course, Course]:
    shared = {"station": station, "actor": chief, "kind": "class", "audience": "members", "minutes": 60,
              "quiz": True, "certificate": True, "active": True}  # fmt: skip
    basic = actions.save_course(
        title=f"{name}：识骗、发现、报告", content="本月辖区案例\n怎样发现、怎样报告\n不做什么", required=True,
        valid_months=12, tag="basic", **shared,
    )  # fmt: skip
    night = actions.save_course(
        title="夜间巡防结业课", content="夜间巡防路线与重点部位\n结伴与联络\n遇险先撤离", required=False,
        valid_months=6, tag="night", **shared,
    )  # fmt: skip
    return basic, night


def _held(course, chief, begin, people, certified, chance, waits=None) -> None:
    """A sitting that was held: some signed up, came and answered; one may still have the quiz before them.

    Args:
        certified: somebody who passes for certain.
        waits: somebody who has not answered yet.
    """
    with at(begin - 5 * DAY):
        sitting = actions.plan(
            course=course, actor=chief, starts_at=begin, ends_at=begin + HOUR, place="派出所三楼会议室", seats=60,
            at=begin - 5 * DAY,
        )  # fmt: skip
    for place, person in enumerate(people):
        with at(begin - 4 * DAY + place * HOUR):
            enrolling.enrol(sitting=sitting, user=person, at=begin - 4 * DAY + place * HOUR)
    with at(begin):
        sitting = actions.move(sitting=sitting, verb="open", actor=chief)
        actions.mark(sitting=sitting, actor=chief, present=people, at=begin)
    for place, person in enumerate(people[: TAKERS + 1]):
        if waits is None or person.pk != waits.pk:
            moment = begin + HOUR + place * timedelta(minutes=2)
            with at(moment):
                _answer(sitting, person, moment, chance, sure=certified is not None and person.pk == certified.pk)
    with at(begin + 2 * HOUR):
        actions.move(sitting=sitting, verb="hold", actor=chief)


def _answer(sitting: Sitting, person: User, moment: datetime, chance: Random, *, sure: bool) -> Attempt:
    attempt = quiz.begin(sitting=sitting, user=person, at=moment)
    for row in list(attempt.answers.select_related("question").order_by("place")):
        order = quiz_rules.order_of(attempt, row.question)
        # A question in which many go astray: what the teacher sees.
        hard = row.question.right == 1 and len(row.question.options) == 3
        right = sure or chance.random() > (0.3 if hard else 0.06)
        wanted = row.question.right if right else (row.question.right + 1) % len(order)
        attempt = quiz.answer(
            sitting=sitting, user=person, question=row.question_id, shown=order.index(wanted), at=moment
        )
    return attempt


def _coming(basic, night, chief, today, others, login) -> None:
    """To come: one near the member that is nearly full, one with a waiting list, one online."""
    home = GroupMembership.objects.filter(member__user=login, end=None).select_related("group__community").first()
    near = home.group.community if home else None
    now = timezone.now()
    plans = (
        (basic, today + 2 * DAY, {"place": "社区活动室", "seats": 12, "community": near}, others[:9]),
        (night, today + 5 * DAY, {"place": "派出所三楼会议室", "seats": 8}, others[9:20]),
        (basic, today + 9 * DAY, {"online": "https://meeting.example/pajz", "place": ""}, others[20:27]),
    )
    for course, day, values, people in plans:
        begin = _evening(day)
        with at(now - 2 * DAY):
            sitting = actions.plan(
                course=course, actor=chief, starts_at=begin, ends_at=begin + HOUR, at=now - 2 * DAY, **values
            )
        for place, person in enumerate(people):
            moment = now - DAY + place * timedelta(minutes=20)
            with at(moment):
                enrolling.enrol(sitting=sitting, user=person, at=moment)
