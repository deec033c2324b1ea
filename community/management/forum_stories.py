"""What the demo's members and residents ask and propose, and what the stations answer."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from community.forum import actions, answers, asking, keeping, moderation, news
from community.forum.models import ForumPost, ForumTopic, OfficialAnswer
from community.forum.words import Adoption, Kind, Reach
from community.groups.models import Member
from stations.management.demo.clock import at
from stations.organisation.models import Officer, Post, Station
from stations.places.models import Community

NAMESPACE = uuid.UUID("0b5b7a52-3c1e-4d0a-8f0c-5e0a1d9c7f31")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

# Question, answer, basis, topic, reads, helped, days until it ends (negative: under review).
ANSWERS = (
    ("电动自行车能推进楼道或者家里充电吗",
     "不能。公共门厅、疏散走道、楼梯间、"
     "安全出口不得停放电动自行车或为其充电，请使用小区集中充电点。",
     "《高层民用建筑消防安全管理规定》第三十七条", "消防安全", 312, 41, 240),
    ("接到自称“公检法”的电话要求转账怎么办",
     "立即挂断，不转账、不共享屏幕，拨打96110或到派出所核实。"
     "公安机关不设“安全账户”，不通过电话办案收款。",
     "《中华人民共和国反电信网络诈骗法》第四条、第三十条", "反诈防骗", 508, 77, 330),
    ("来京务工怎么办理居住登记和居住卡",
     "持本人身份证件和住址证明，到居住地派出所或社区登记站办理；"
     "连续居住满六个月且符合条件的可申领居住证。",
     "《居住证暂行条例》第二条、第九条", "户籍证件", 287, 36, 150),
    ("出租房屋要到派出所登记吗", "要。出租人应当查验承租人身份证件，如实登记并报告派出所；可在社区警务室当场办理。",
     "《中华人民共和国治安管理处罚法》及本市出租房屋管理规定", "出租房屋", 163, 18, 90),
    ("捡到身份证、手机交到哪里", "就近交给派出所前台或巡逻民警，当场登记并出具收据，由派出所联系失主。",
     "《中华人民共和国民法典》第三百一十四条", "其他", 121, 9, 60),
    ("外卖电动车上路要登记上牌、戴头盔吗",
     "要。电动自行车应当登记上牌，"
     "驾驶人和搭载人应当佩戴安全头盔，不得逆行、闯红灯。",
     "《北京市非机动车管理条例》", "交通出行", 402, 52, -6),
    ("夜间施工噪声找谁", "先劝阻并拨打12345；涉及社会生活噪声扰民的拨打110，民警到场调查处理。",
     "《中华人民共和国噪声污染防治法》第八章", "邻里纠纷", 95, 11, 12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One question or suggestion: who, how many days ago, and how far it has come."""

    text: str
    topic: str
    days: float
    end: str = ""
    # answered by number of ANSWERS, or in words; the outcome of a suggestion
    answer: str | int = ""
    basis: str = ""
    resident: bool = False
    private: bool = False
    useful: int = 0


QUESTIONS = (
    Story("一楼门厅晚上没人，电动车停一会儿充电可以吗", "消防安全", 21, "answered", 0, useful=9),
    Story("有人打电话说我快递涉案，让我下载会议软件，是真的吗", "反诈防骗", 17, "answered", 1, useful=14),
    Story("刚来北京送外卖，住站点宿舍，去哪里登记", "户籍证件", 13, "answered", 2, useful=6),
    Story("保安岗夜里巡楼，发现可疑的人可以拦下查身份证吗", "巡逻防范", 11, "answered",
          "不可以。查验身份证件是人民警察的职权。请保持距离、记住特征，立即拨打110或在“我要反映”中反映。",
          "《中华人民共和国居民身份证法》第十五条", useful=11),
    Story("临时停在路边取餐被贴条，可以申诉吗", "交通出行", 8, "answered",
          "可以。自收到处理之日起按告知书载明的途径申请复核；取餐点旁已施划限时停车位，请按标牌停放。",
          "《道路交通安全违法行为处理程序规定》", useful=4),
    Story("小区充电桩总坏，电动车没地方充怎么办", "消防安全", 6, "again", 0, useful=3),
    Story("商场后门的安全出口晚上能上锁吗", "消防安全", 2.2),
    Story("合租室友经常带陌生人过夜，我能要求登记吗", "出租房屋", 1.1, private=True),
    Story("老人被拉去听保健品讲座，警察管不管", "反诈防骗", 0.6),
    Story("电动车牌照掉了怎么补", "交通出行", 0.2),
    Story("外地身份证丢了能在这里补办吗", "户籍证件", 9, "answered",
          "可以。在本市居住的外省区市居民可就近到派出所申请异地补领居民身份证。",
          "《中华人民共和国居民身份证法》第十一条", resident=True),
    Story("孩子在学校被人勒索零花钱，该找谁", "其他", 0.9, resident=True),
    Story("楼道里贴满办证小广告，谁来清理", "邻里纠纷", 12),
)  # fmt: skip
SUGGESTIONS = (
    Story("建议晚上九点到十一点在地铁口多巡一圈，那会儿下班的人多", "巡逻防范", 30, "published",
          "已采纳。自本周起地铁口列为夜间必巡点，21时至23时由街面巡逻组驻点。", useful=17),
    Story("快递柜旁边灯坏了，建议装一盏", "巡逻防范", 24, "published",
          "已商街道和产权单位更换灯具并加装监控，感谢您的建议。", resident=True, useful=5),
    Story("建议给外卖员发一张防诈骗的卡片，送餐时顺手给老人", "反诈防骗", 19, "published",
          "已采纳。首批卡片由站点组长领取，月底前发放到位。", useful=21),
    Story("建议取餐点划一块临时停车区", "交通出行", 15, "replied", "已转交通支队和街道，预计下月施划。", useful=12),
    Story("建议把夜市的撤摊时间提前一小时", "邻里纠纷", 12, "not",
          "经与商户、居民商议，"
          "暂不调整；已增加撤摊后的巡查。"),
    Story("建议开一个周末的安全培训班，平时没时间来", "其他", 7, "accepted", useful=8),
    Story("建议在楼门口贴社区民警的电话", "巡逻防范", 5, "accepted", resident=True),
    Story("建议多巡地铁口", "巡逻防范", 4, "merged"),
    Story("建议派出所帮忙催物业退停车费", "其他", 3.5, "refused",
          "物业收费争议不属公安机关职责，可拨打12345或申请人民调解。", resident=True),
    Story("建议在三号院加一个非机动车棚", "消防安全", 1.4),
    Story("建议骑手换电柜离居民楼远一点", "消防安全", 0.5, resident=True),
)  # fmt: skip
NEWS = (
    ("周末大型活动交通管制提示",
     "本周六7时至12时，主要路口分段限行，"
     "请骑手和商户提前规划路线，配合现场民警指挥。", "public", 5),
    ("冬季防火：电动自行车集中排查",
     "即日起逐楼检查楼道停放、飞线充电。"
     "发现隐患可在“我要反映”中拍照反映。", "public", 25),
    ("本月课堂：冒充客服诈骗怎么认", "周四20时，社区警务室二层，签到后计入培训。", "members", 9),
    ("年末商圈夜间巡逻招募说明", "自愿报名，以群防群治小组通知为准。", "members", 14),
)  # fmt: skip


def tell(station: Station) -> int:
    """Play the stories at a station that has no questions yet; returns how many. The station is in scope."""
    keeping.install(station=station)
    if ForumPost.objects.exists():
        return 0
    chief = Officer.objects.serving().filter(post=Post.CHIEF).select_related("user").get()
    rows = Member.objects.confirmed().select_related("user")
    # The login of the demo asks, too.
    own = [row.user for row in rows.filter(user__username__in=("member", "member2"))]
    members = own + [row.user for row in rows.exclude(user__in=own).order_by("pk")[:40]]
    if not members:
        return 0
    topics = {topic.name: topic for topic in ForumTopic.objects.all()}
    keepers = list(Officer.objects.on_strength().filter(post=Post.OFFICER).select_related("user").order_by("pk")[:4])
    for topic, keeper in zip(topics.values(), keepers * 3, strict=False):
        keeping.save_topic(station=station, actor=chief.user, topic=topic, name=topic.name, officer=keeper)
    known = _answers(station, topics, keepers, chief)
    for number, story in enumerate((*QUESTIONS, *SUGGESTIONS)):
        kind = Kind.QUESTION if number < len(QUESTIONS) else Kind.SUGGESTION
        _play(station, kind, story, topics[story.topic], members, known, chief, number)
    _hide_one(members, chief)
    _news(station, chief)
    return ForumPost.objects.count()


def _answers(station, topics, keepers, chief) -> list[OfficialAnswer]:
    made, today = [], timezone.localdate()
    for number, (question, text, basis, topic, reads, helped, left) in enumerate(ANSWERS):
        keeper = keepers[number % len(keepers)] if keepers else chief
        with at(timezone.now() - (200 - 20 * number) * DAY):
            row = answers.write_faq(
                station=station, actor=keeper.user, question=question, text=text, basis=basis, topic=topics[topic],
                valid_until=today + max(left, 1) * DAY, reach=Reach.PUBLIC,
            )  # fmt: skip
        OfficialAnswer.objects.filter(pk=row.pk).update(reads=reads, helped=helped, valid_until=today + left * DAY)
        row.refresh_from_db()
        made.append(row)
    return made


def _play(station, kind, story: Story, topic, members, known, chief, number: int) -> None:
    moment = timezone.now() - story.days * DAY
    writer = None if story.resident else members[0 if number % 4 == 1 else number * 3 % len(members)]
    community = Community.objects.order_by("code")[number % 3 : number % 3 + 1].first() if story.resident else None
    with at(moment):
        post = asking.write(
            station=station, kind=kind, client_id=uuid.uuid5(NAMESPACE, f"{station.code}/{number}"), text=story.text,
            topic=topic, author=writer, private=story.private, community=community,
        ).post  # fmt: skip
    keeper = (post.officer or chief).user
    with at(min(moment + (20 if number % 5 else 90) * HOUR, timezone.now())):
        if kind == Kind.QUESTION:
            _answer(post, story, keeper, known, writer)
        else:
            _reply(post, story, keeper)
    post.refresh_from_db()
    if post.seen == "shown":
        for reader in [user for user in members if user != writer][: story.useful]:
            moderation.found_useful(user=reader, post=post)


def _answer(post: ForumPost, story: Story, keeper, known, writer) -> None:
    if not story.end:
        return
    if isinstance(story.answer, int):
        actions.reuse(post=post, answer=known[story.answer], actor=keeper)
    else:
        actions.answer(
            post=post, actor=keeper, text=story.answer, basis=story.basis, reach=Reach.MEMBERS,
            valid_until=timezone.localdate() + 300 * DAY,
        )  # fmt: skip
    if story.end == "again":
        actions.not_answered(post=post, actor=writer, words="没说充电桩坏了找谁修")


def _reply(post: ForumPost, story: Story, keeper) -> None:
    if story.end == "refused":
        actions.refuse(post=post, actor=keeper, reason=story.answer)
    elif story.end == "merged":
        other = ForumPost.objects.suggestions().filter(state="published").order_by("pk").first()
        actions.merge(post=post, other=other, actor=keeper)
    elif story.end:
        actions.accept(post=post, actor=keeper)
    if story.end in {"published", "replied", "not"}:
        outcome = {"published": Adoption.ADOPTED, "replied": Adoption.PASSED, "not": Adoption.NOT}[story.end]
        actions.reply(post=post, actor=keeper, text=story.answer, adoption=outcome)
    if story.end == "published":
        actions.publish(post=post, actor=keeper)


def _hide_one(members, chief) -> None:
    """One that readers reported, hidden with its reason and appealed against."""
    post = (
        ForumPost.objects.questions().on_board().filter(text__startswith="临时停在").select_related("author").first()
    )
    if post is None or post.author is None:
        return
    for reader in [user for user in members if user.pk != post.author_id][:2]:
        moderation.report(post=post, user=reader, fault="other")
    waiting = ForumPost.objects.suggestions().filter(text__startswith="建议把夜市").select_related("author").first()
    if waiting is not None and waiting.author is not None:
        hider = Officer.objects.serving().filter(post=Post.DESK).select_related("user").order_by("police_no").first()
        hiding = moderation.hide(post=waiting, actor=(hider or chief).user, reason="涉及具体商户经营，请勿点名")
        moderation.appeal(hiding=hiding, actor=waiting.author, words="没有写商户名字，只说了时间")


def _news(station: Station, chief) -> None:
    today = timezone.localdate()
    for title, body, audience, days in NEWS:
        draft = news.save_draft(
            station=station, actor=chief.user, title=title, body=body, audience=audience, ends_on=today + days * DAY
        )
        news.publish(news=draft, actor=chief.user)
    news.save_draft(
        station=station, actor=chief.user, title="元旦假期值班安排（草稿）", body="待定。", ends_on=today + 30 * DAY
    )
