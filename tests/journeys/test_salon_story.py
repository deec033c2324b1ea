"""A beauty salon and its customer (DOMAIN 1.7): from the call to the archived file, through pages alone.

The command desk records the call; the community's officer turns it into a mediation and triages it: no offence, so
no public order mediation, but people's mediation (程序规定第一百七十八条第二款). A lawyer of the committee takes it
on the phone, three departments come to the station three days later, the money is paid in two instalments, the
parties are visited and asked, and the keeper archives the file. Only the cast and the clock are set behind the pages.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from mediation.agreements.words import Performance
from mediation.agreements.words import State as Signed
from mediation.cases.words import State, Track
from mediation.network.words import Cause
from mediation.sessions.words import State as Held
from stations.jobs import actions as jobs
from stations.jobs.models import Job
from tests.journeys.conftest import scrolls_sideways
from tests.journeys.salon import (
    CUSTOMER,
    OFFICES,
    ROOM,
    SALON,
    Story,
    make_story,
    on_case,
    picture,
    press,
    state_is,
    the_volume_is_whole,
)  # fmt: skip

pytestmark = pytest.mark.browser


@pytest.fixture
def story(transactional_db, monkeypatch, new_page) -> Story:
    return make_story(monkeypatch, new_page)


def test_the_salon_refund_from_the_call_to_the_archive(story, tmp_path):
    the_call_becomes_a_case(story)
    the_triage_says_peoples_mediation(story)
    a_lawyer_takes_it(story)
    three_departments_are_asked(story)
    the_appointment_is_three_days_later(story)
    story.at(day=3, hour=9, minute=5)
    three_departments_come(story)
    the_agreement_is_written_and_signed(story)
    story.at(day=13)
    the_money_is_paid(story)
    story.at(day=28)
    the_parties_are_visited_and_asked(story)
    story.at(day=29)
    the_file_is_archived(story, tmp_path)


def the_call_becomes_a_case(story: Story) -> None:
    desk = story.page("desk")
    desk.goto("/command/new/")
    desk.locator("[name=place]").fill("站前大街18号悦颜美容店")
    desk.locator("[name=area]").select_option(label="前东社区")
    desk.locator("#id_category_typed").fill("消费纠纷")
    desk.get_by_role("option", name="消费纠纷").first.click()
    desk.locator("[name=summary]").fill("顾客对美容项目效果不满意，要求全额退费6800元，情绪激动")
    desk.locator("[name=name]").fill(CUSTOMER)
    desk.locator("[name=phone]").fill("13812345678")
    desk.locator("[name=injuries][value=no]").check()
    desk.locator("[name=weapons][value=no]").check()
    desk.locator("#iq-send").click()
    desk.wait_for_url(re.compile(r"/command/new/\d+/$"))
    incident = desk.url.rstrip("/").rsplit("/", 1)[1]

    officer = story.page("officer")
    officer.goto(f"/command/incidents/{incident}/")
    press(officer, "转调解")
    # Nothing is typed twice: what the desk wrote stands there, the caller is carried over, masked.
    expect(officer.locator("[name=summary]")).to_have_value(re.compile("全额退费6800元"))
    expect(officer.locator("[name=place]")).to_have_value("站前大街18号悦颜美容店")
    expect(officer.locator("[name=cause]")).to_have_value(Cause.CONSUMER)
    expect(officer.locator("main")).to_contain_text("138****5678")
    officer.locator("[name=amount]").fill("6800")
    officer.locator("[name=b_name]").fill(SALON)
    officer.locator("[name=b_phone]").fill("13900001111")
    officer.locator("[name=b_unit]").check()
    press(officer, "登记")
    expect(officer.locator(".fg-qr")).to_be_visible()
    story.code = re.search(r"[2-9A-Z]{5} [2-9A-Z]{5}", officer.locator("main").inner_text()).group()
    press(officer, "查看纠纷")
    officer.wait_for_url(re.compile(r"/mediation/cases/\d+/$"))
    story.case = officer.url
    state_is(officer, State.TRIAGE)


def the_triage_says_peoples_mediation(story: Story) -> None:
    officer = story.page("officer")
    press(officer, "研判分流")
    for question, answer in (
        ("domestic_violence", "no"), ("violation", "none"), ("competence", "here"), ("consent", "all"),
        ("risk", "normal"),
    ):  # fmt: skip
        officer.locator(f"[name=q-{question}][value={answer}]").check()
        expect(officer.locator(f"#triage [name=q-{question}][value={answer}]")).to_be_checked()
    decision = officer.locator("#triage .md-aside")
    expect(decision).to_contain_text("程序规定第一百七十八条第二款")
    officer.locator("#triage button[name=save]").click()
    decided = officer.locator("[aria-labelledby=md-decided]")
    expect(decided).to_contain_text("人民调解")
    expect(decided).to_contain_text("第一百七十八条第二款")
    officer.locator("form[action$='/accept/'] button").click()
    state_is(officer, State.ACCEPTED)
    expect(officer.locator(".fg-pill", has_text=str(Track.RT.label)).first).to_be_visible()
    # RT-16: thirty days, the day of acceptance not counted.
    expect(officer.locator(".fg-facts").first).to_contain_text(re.compile(r"07-09\s+还剩30天"))


def a_lawyer_takes_it(story: Story) -> None:
    officer = story.open_case("officer")
    press(officer, "选定调解员")
    proposed = officer.locator(".md-three section")
    expect(proposed).to_have_count(3)
    lawyer = proposed.filter(has_text="许文清")
    expect(lawyer.locator("li").first).to_be_visible()
    # RT-19: the salon's own legal adviser stays out, and it says why.
    expect(proposed.filter(has_text="唐立")).to_have_count(0)
    officer.locator("details.md-out summary").click()
    expect(officer.locator("details.md-out li", has_text="唐立")).to_contain_text("法律顾问")
    lawyer.locator("button[value=lead]").click()
    phone = story.page("lawyer", "phone")
    phone.goto("/mediation/asks/")
    expect(phone.locator("main")).to_contain_text(SALON)
    assert not scrolls_sideways(phone)
    phone.locator(".md-yesno button").click()
    expect(phone.locator(".md-yesno")).to_have_count(0)


def three_departments_are_asked(story: Story) -> None:
    """联调: each department stands with its own contact; nobody types the names."""
    officer = story.open_case("officer")
    officer.locator("#mediators-part a[href$='/ways/joint/']").click()
    for number, (name, aliases, person) in enumerate(OFFICES, 1):
        former = f"（{aliases[0]}）" if aliases else ""
        officer.locator(f"[name=department_{number}]").select_option(label=f"{name}{former} · {person}")
    officer.locator("[name=consent]").check()
    officer.locator("main form button[type=submit]").last.click()
    for _name, _aliases, person in OFFICES:
        expect(officer.locator("#mediators-part")).to_contain_text(person)


def the_appointment_is_three_days_later(story: Story) -> None:
    keeper = story.open_case("keeper")
    keeper.locator("#sessions-part a[href$='/sessions/new/']").click()
    keeper.locator("[name=from_day]").fill("2026-06-12")
    keeper.locator("[name=from_day]").press("Enter")
    first = keeper.locator(".se-choice").first
    expect(first).to_contain_text("06-12")
    expect(first).to_contain_text(ROOM)
    first.locator("input").check()
    press(keeper, "确定此时间")
    expect(keeper.locator(".fg-facts").first).to_contain_text("2026-06-12 09:00–10:30")
    story.session = keeper.url


def three_departments_come(story: Story) -> None:
    lawyer = story.open_case("lawyer")
    complete_parties(lawyer, story)
    lawyer.goto(story.session)
    condition = lawyer.locator(".se-conditions form[action$='/rights/'] button")
    condition.click()
    expect(condition).to_have_count(0)
    seats = lawyer.locator(".se-seat")
    expect(seats).to_have_count(6)
    for here in range(6):
        expect(lawyer.locator(".se-on")).to_have_count(here)
        lawyer.locator(".se-seat .btn[aria-pressed=false]").first.click()
    expect(lawyer.locator(".se-on")).to_have_count(6)
    for _name, _aliases, person in OFFICES:
        expect(lawyer.locator(".se-invitee")).to_contain_text(person)
    lawyer.locator(".se-start").click()
    record = lawyer.locator("#se-record")
    record.locator("[name=minutes]").fill(
        "顾客称项目效果与宣传不符，要求全额退费；店方称已完成两次项目，愿意退还未做部分。\n"
        "街道办事处、司法所、市场监管所的同志分别说明了处理意见和法律规定，调解员提出折中方案。"
    )
    record.locator("[name=result]").fill("店方退还4500元，分两期支付。")
    record.locator("[name=outcome][value=agreed]").check()
    record.locator("button[name=finish]").click()
    expect(lawyer.locator(".fg-head .fg-badge").first).to_have_text(str(Held.HELD.label))


def complete_parties(page: Page, story: Story) -> None:
    """What the agreement must say of each party (RT-10), and their proof of identity."""
    for number, fields in enumerate((
        {"id_number": "110101199005122049", "address": "站前街道槐柏里3号楼", "occupation": "职员"},
        {"id_number": "92110101MA0071238N", "address": "站前大街18号", "representative": "沈佳"},
    )):  # fmt: skip
        party = page.locator(".md-parties > li").nth(number)
        party.locator("summary[aria-label]").click()
        party.locator("a[href$='/edit/']").click()
        for name, value in fields.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("main form button[type=submit]").last.click()
        on_case(page, story)
    for number in (1, 2):
        page.locator("#papers-part a[href$='/papers/new/']").click()
        page.locator("[name=kind]").select_option("identity")
        page.locator("[name=party]").select_option(index=number)
        page.locator("[name=file]").set_input_files(picture("身份证明.jpg"))
        page.locator("main form button[type=submit]").last.click()
        on_case(page, story)
        expect(page.locator("#papers-part .md-rows li")).to_have_count(number)


def the_agreement_is_written_and_signed(story: Story) -> None:
    lawyer = story.page("lawyer")
    lawyer.locator(".fg-head a.btn-primary").click()
    # What was claimed is not what was agreed: the clauses take the amount that is typed here.
    expect(lawyer.locator("[name=place]")).to_have_value(ROOM)
    lawyer.locator("[name=amount]").fill("4500")
    lawyer.locator("[name=issues]").fill("未做项目的服务费是否退还、退还多少")
    lawyer.locator("[name=responsibility]").fill("店方宣传用语不当，承担主要责任；顾客已接受部分服务，承担相应费用。")
    for number, (amount, day) in enumerate((("2500", "2026-06-15"), ("2000", "2026-06-22"))):
        term = f"[name=terms-{number}-%s]"
        lawyer.locator(term % "debtor").select_option(index=2)
        lawyer.locator(term % "creditor").select_option(index=1)
        lawyer.locator(term % "amount").fill(amount)
        lawyer.locator(term % "due_on").fill(day)
        lawyer.locator(term % "way").select_option("transfer")
    press(lawyer, "保存草稿")
    main = lawyer.locator("main")
    expect(main).to_contain_text("人民币肆仟伍佰元整（¥4,500.00），分两期支付")
    lawyer.locator("form[action$='/verbs/open_signing/'] button").click()
    lawyer.locator("a[href$='/sign/']").click()
    expect(lawyer.locator("[name=who]:checked")).to_have_count(4)
    press(lawyer, "登记")
    expect(lawyer.locator(".fg-head .fg-badge").first).to_have_text(str(Signed.IN_FORCE.label))
    expect(lawyer.locator(".fg-head h1")).to_contain_text("（2026）站前人调字第1号")
    # SF-01: thirty days end on a Sunday and roll to Monday.
    expect(main).to_contain_text("2026-07-13")
    story.agreement = lawyer.url
    lawyer.locator("a[href$='/scan/']").click()
    lawyer.locator("[name=file]").set_input_files(picture("协议书.jpg"))
    lawyer.locator("main form button[type=submit]").last.click()
    lawyer.wait_for_url(story.agreement)
    case = story.open_case("lawyer")
    state_is(case, State.PERFORMING)
    expect(case.locator(".fg-facts").first).to_contain_text(re.compile(r"06-22\s+还剩10天"))


def the_money_is_paid(story: Story) -> None:
    lawyer = story.page("lawyer")
    for number, day in enumerate(("2026-06-15", "2026-06-22")):
        lawyer.goto(story.agreement)
        term = lawyer.locator("tr", has=lawyer.locator("td time", has_text=day))
        term.locator("a[href$='/prove/']").click()
        lawyer.locator("[name=done_on]").fill(day)
        lawyer.locator("[name=file]").set_input_files(picture(f"转账凭证{number + 1}.jpg"))
        lawyer.locator("main form button[type=submit]").last.click()
        lawyer.wait_for_url(story.agreement)
        term.locator("a[href$='/confirm/']").click()
        lawyer.locator("main form button[type=submit]").last.click()
        lawyer.wait_for_url(story.agreement)
        expect(term.locator(".fg-badge").first).to_have_text(str(Performance.CONFIRMED.label))
    case = story.open_case("lawyer")
    state_is(case, State.PERFORMED)
    # RT-14: not performed at once, so a visit is due fifteen days after the last payment.
    expect(case.locator("#follow-up-part")).to_contain_text("2026-07-07")


def the_parties_are_visited_and_asked(story: Story) -> None:
    lawyer = story.open_case("lawyer")
    lawyer.locator("#follow-up-part a.btn-primary").click()
    lawyer.locator("[name=party]").select_option(index=1)
    for name, value in (("way", "visit"), ("performance", "full"), ("result", "ok")):
        lawyer.locator(f"[name={name}][value={value}]").check()
    lawyer.locator("[name=satisfaction]").select_option("5")
    lawyer.locator("[name=words]").fill("两笔退款均已收到，对处理结果满意。")
    lawyer.locator("main form button[type=submit]").last.click()
    expect(lawyer.locator("main")).to_contain_text("两笔退款均已收到")
    lawyer = story.open_case("lawyer")
    state_is(lawyer, State.VISIT)
    lawyer.locator("#follow-up-part a[href$='/satisfaction/']").click()
    lawyer.locator("[name=party]").select_option(index=1)
    lawyer.locator("main form button[type=submit]").last.click()
    link = urlsplit(lawyer.locator("main input[readonly]").input_value()).path

    customer = story.new_page("phone")
    customer.goto(link)
    customer.locator("[name=score][value='5']").check()
    customer.locator("main button[type=submit]").click()
    expect(customer.locator("[role=status]")).to_be_visible()
    assert not scrolls_sideways(customer)
    customer.goto("/q/disputes/")
    customer.locator("[name=code]").fill(story.code)
    customer.locator("[name=suffix]").fill("5678")
    customer.locator("main button[type=submit]").click()
    expect(customer.locator("[aria-current=step]")).to_contain_text("履行")
    expect(customer.locator("main")).not_to_contain_text(CUSTOMER)
    case = story.open_case("lawyer")
    expect(case.locator("#follow-up-part")).to_contain_text("5/5")


def the_file_is_archived(story: Story, folder: Path) -> None:
    keeper = story.open_case("keeper")
    keeper.locator("#file-part a[href$='/file/']").first.click()
    expect(keeper.locator(".fg-head .fg-badge").first).to_have_class(re.compile("fg-tone-ok"))
    keeper.locator(".fg-head a[href$='/file/archive/']").click()
    keeper.locator("main form button[type=submit]").last.click()
    keeper.wait_for_url("**/file/")
    # The worker binds the volume.
    with scopes_disabled():
        waiting = list(Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True))
    for job in waiting:
        jobs.run(job_id=job)
    keeper.reload()
    expect(keeper.locator(".fg-head h1")).to_be_visible()
    with keeper.expect_download() as download:
        keeper.locator(".fg-head a[href^='/files/']").click()
    # Kept, so that a person can look at it.
    download.value.save_as(folder / "file.pdf")
    content = (folder / "file.pdf").read_bytes()
    the_volume_is_whole(content)
    state_is(story.open_case("keeper"), State.ARCHIVED)
