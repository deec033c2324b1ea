"""The people of the salon story, their browsers and clock, and what its bound file must be."""

import datetime
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pypdfium2
from django.utils import timezone
from playwright.sync_api import Page, expect

from mediation.agreements.models import ClauseTemplate
from mediation.network.models import Department, DepartmentContact, MediationSettings, MediatorInterest
from mediation.network.words import Cause, Group
from stations.catalogue.models import Category
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_category, make_community
from tests.factories.mediation import make_mediation_room, make_mediator
from tests.factories.pictures import jpeg
from tests.journeys.conftest import log_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALLED = datetime.datetime(2026, 6, 9, 10, 20, tzinfo=SHANGHAI)  # a Tuesday
CUSTOMER, SALON = "林晓雯", "悦颜美容服务部"
ROOM = "站前派出所人民调解室"
CLAUSES = ("{乙方}退还{甲方}未做项目的服务费{金额}，分两期支付。", "{甲方}自愿放弃其他请求，双方就此事再无争议。")
OFFICES = (("街道办事处", [], "周敏"), ("街道司法所", [], "吴启明"), ("市场监管所", ["工商所"], "郑兰"))


class Clock:
    """The house's clock: stands where it is set and goes on from there."""

    def __init__(self, monkeypatch):
        self._real, self._shift = timezone.now, datetime.timedelta()
        monkeypatch.setattr(timezone, "now", lambda: self._real() + self._shift)

    def set(self, at: datetime.datetime) -> None:
        """Go there."""
        self._shift = at - self._real()


@dataclass
class Story:
    """The people, their browsers and the clock."""

    people: dict
    new_page: object
    clock: Clock
    pages: dict = field(default_factory=dict)
    case: str = ""
    session: str = ""
    agreement: str = ""
    code: str = ""

    def at(self, day: int, hour: int = 9, minute: int = 30) -> None:
        """The n-th day after the call; everybody has gone home in between."""
        self.clock.set(CALLED.replace(hour=hour, minute=minute) + datetime.timedelta(days=day))
        for page in self.pages.values():
            page.close()
        self.pages.clear()

    def page(self, who: str, size: str = "desktop") -> Page:
        """Somebody's browser, logged in on this day."""
        if who not in self.pages:
            self.pages[who] = self.new_page(size)
            log_in(self.pages[who], self.people[who])
        return self.pages[who]

    def open_case(self, who: str, size: str = "desktop") -> Page:
        """The page of the case with all its parts."""
        page = self.page(who, size)
        page.goto(self.case)
        expect(page.locator(".md-slot")).to_have_count(0)
        return page


def press(page: Page, name: str) -> None:
    """Press what is called like this in the page's own part."""
    page.locator("main").get_by_role("button", name=name, exact=True).or_(
        page.locator("main").get_by_role("link", name=name, exact=True)
    ).first.click()


def state_is(page: Page, state) -> None:
    expect(page.locator(".fg-head .fg-badge").first).to_have_text(str(state.label))


def make_story(monkeypatch, new_page) -> Story:
    """The station on the day of the call."""
    clock = Clock(monkeypatch)
    clock.set(CALLED)
    cast = make_cast()
    station = cast.station
    make_community(station, "前东社区", team=cast.community_team)
    top = make_category(station, "纠纷", fold=Category.Fold.DISPUTE)
    make_category(station, "消费纠纷", parent=top, fold=Category.Fold.DISPUTE)
    make_mediation_room(station, ROOM, address="站前街9号一层")
    members = {
        "lawyer": make_mediator(station, Group.LAWYER, name="许文清", subjects=[Cause.CONSUMER, Cause.CONTRACT],
                                organisation="明正律师事务所", licence_no="11101201910000000"),
        "keeper": make_mediator(station, Group.FULL_TIME, name="何素珍", keeper=True),
    }  # fmt: skip
    make_mediator(station, Group.ASSOCIATION, name="罗建平", subjects=[Cause.CONSUMER])
    make_mediator(station, Group.ELDER, name="金玉兰")
    tied = make_mediator(station, Group.LAWYER, name="唐立", subjects=[Cause.CONSUMER])
    with in_station(station):
        MediationSettings.objects.create(
            station=station, committee="站前街道人民调解委员会", rt_prefix="站前", za_prefix="京公（站前）调解字"
        )
        MediatorInterest.objects.create(station=station, mediator=tied, keyword=SALON, note="法律顾问")
        for number, text in enumerate(CLAUSES):
            ClauseTemplate.objects.create(
                station=station, cause=Cause.CONSUMER, title=f"退费{number + 1}", text=text, order=number
            )
        for name, aliases, person in OFFICES:
            office = Department.objects.create(station=station, name=name, aliases=aliases, causes=[Cause.CONSUMER])
            DepartmentContact.objects.create(station=station, department=office, name=person)
    people = {"desk": cast.desk, "officer": cast.officer} | {name: row.user for name, row in members.items()}
    return Story(people, new_page, clock)


def on_case(page: Page, story: Story) -> None:
    page.wait_for_url(re.compile(re.escape(story.case) + "(#.*)?$"))


def picture(name: str) -> dict:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg()}


def the_volume_is_whole(content: bytes) -> None:
    """Cover, index, the papers in their order with pages numbered through, back cover; none of them empty."""
    with pypdfium2.PdfDocument(content) as pdf:
        texts = [flat(page.get_textpage().get_text_bounded()) for page in pdf]
        drawn = [page.render(scale=0.5, grayscale=True).to_pil().convert("L") for page in pdf]
    assert [number for number, page in enumerate(drawn) if sum(page.histogram()[:200]) < 100] == []
    assert [texts[0][:6], texts[1][:4]] == ["人民调解卷宗", "卷内目录"]
    assert "（2026）站前人调字第1号" in texts[0]
    assert f"{CUSTOMER}与{SALON}消费纠纷" in texts[0]
    assert texts[-1].startswith("封底") and f"本卷共{len(texts) - 3}页" in texts[-1]
    titles = (
        "人民调解受理登记表", "人民调解当事人权利义务告知书", "人民调解记录", "人民调解协议书", "协议履行情况登记表",
        "人民调解回访记录", "卷宗情况说明（备考表）",
    )  # fmt: skip
    whole = "".join(texts[2:])
    places = [whole.index(title) for title in titles]
    assert places == sorted(places)
    for words in (
        "人民币肆仟伍佰元整（¥4,500.00）", "周敏（街道办事处）", "吴启明（街道司法所）", "郑兰（市场监管所）",
        "2026年6月12日", "2026年6月22日", "非常满意", "110101199005122049",
    ):  # fmt: skip
        assert words in whole, words
    # The pages between index and back cover bear their number in the volume.
    for number, text in enumerate(texts[2:-1], 1):
        assert re.search(rf"(^|\D){number}(\D|$)", text), number


def flat(text: str) -> str:
    """The text of a page without its line breaks."""
    return re.sub(r"\s+", "", text)
