"""Pages of the forum: the member's phone and the office, as owner and as stranger; nowhere a full name."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from community.forum import actions, agenda, moderation, phone, readings
from community.forum.models import Announcement, ForumPost, ForumSettings, ForumTopic, OfficialAnswer
from community.groups.models import Member
from stations.agenda.registry import due_from
from stations.notices.models import Notice
from stations.organisation.models import Grant
from tests.factories import grant
from tests.factories.forum import (
    make_announcement,
    make_official_answer,
    make_question,
    make_suggestion,
    make_topic,
)
from tests.factories.training import make_course, make_sitting

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NAMES = ("欧阳奔波", "司马路过")


@pytest.fixture
def pages(street, client_of):
    """Browsers of the writer, another member, the officer in charge, a colleague, the chief."""
    return SimpleNamespace(
        writer=client_of(street.member), other=client_of(street.other), officer=client_of(street.officer),
        colleague=client_of(street.colleague), chief=client_of(street.cast.chief), guard=client_of(street.cast.guard),
        elsewhere=client_of(street.cast.chief2),
    )  # fmt: skip


def text(response):
    return response.content.decode()


class TestMemberPhone:
    def test_one_page_with_search_answers_and_my_questions(self, street, pages):
        given = make_official_answer(street.officer, street.topic)
        mine = make_question(street.station, street.member, street.topic)
        make_announcement(street.officer)
        page = text(pages.writer.get(reverse("my-questions")))
        assert given.question in page and mine.text in page and "周末交通管制" in page
        found = text(pages.writer.get(reverse("my-questions"), {"q": "电动自行车上楼"}))
        assert reverse("forum-answer-helped", args=[given.pk]) in found

    def test_while_typing_similar_ones_and_the_warning_about_numbers(self, street, pages):
        given = make_official_answer(street.officer, street.topic)
        part = text(pages.writer.get(reverse("similar-questions"), {"text": "电动自行车能上楼吗13812345678"}))
        assert given.question in part and "fg-tone-warn" in part and "<html" not in part

    def test_one_tap_this_answers_mine(self, street, pages):
        given = make_official_answer(street.officer, street.topic)
        pages.writer.post(reverse("forum-answer-helped", args=[given.pk]))
        given.refresh_from_db()
        assert given.helped == 1 and not ForumPost.objects.exists()

    def test_asking_and_reading_the_answer_with_its_ground(self, street, pages):
        told = {"text": "一楼门厅能停吗", "topic": street.topic.pk, "client_id": uuid.uuid4()}
        sent = [pages.writer.post(reverse("question-ask"), told) for _twice in range(2)]
        post = ForumPost.objects.get()
        assert {answer["Location"] for answer in sent} == {reverse("my-question", args=[post.pk])}
        given = make_official_answer(street.officer, street.topic)
        actions.reuse(post=post, answer=given, actor=street.officer.user)
        page = text(pages.writer.get(reverse("my-question", args=[post.pk])))
        assert given.text in page and given.basis in page and str(given.valid_until) in page
        assert street.officer.user.name not in page

    def test_an_expired_answer_says_that_it_is_under_review(self, street, pages):
        given = make_official_answer(street.officer, street.topic, valid_until=street.today - DAY)
        page = text(pages.writer.get(reverse("forum-answer", args=[given.pk])))
        assert "fo-review" in page and "hourglass" in page
        helped = reverse("forum-answer-helped", args=[given.pk])
        assert helped not in page and pages.writer.post(helped).status_code == 404
        assert given not in readings.most_read(street.today)

    def test_not_answered_take_back_and_appeal(self, street, pages):
        post = make_question(street.station, street.member, street.topic)
        given = make_official_answer(street.officer, street.topic)
        actions.reuse(post=post, answer=given, actor=street.officer.user)
        pages.writer.post(reverse("my-question-verb", args=[post.pk, "not_answered"]), {"words": "没说一楼"})
        post.refresh_from_db()
        assert post.state == "asked"
        hiding = moderation.hide(post=post, actor=street.officer.user, reason="涉及他人")
        assert hiding.reason in text(pages.writer.get(reverse("my-question", args=[post.pk])))
        pages.writer.post(reverse("my-question-verb", args=[post.pk, "appeal"]), {"words": "没有涉及"})
        hiding.refresh_from_db()
        assert hiding.state == "appealed"
        pages.writer.post(reverse("my-question-verb", args=[post.pk, "withdraw"]))
        post.refresh_from_db()
        assert post.state == "withdrawn"

    def test_somebody_elses_question_is_404_and_a_guard_is_told_why(self, street, pages):
        post = make_question(street.station, street.member, street.topic)
        assert pages.other.get(reverse("my-question", args=[post.pk])).status_code == 404
        assert pages.guard.get(reverse("my-questions")).status_code == 403

    def test_whose_membership_has_ended_reads_the_answer_and_asks_nothing_new(self, street, pages):
        mine = make_question(street.station, street.member, street.topic)
        Member.objects.filter(user=street.member).update(state="left", ended_on=street.today)
        actions.answer(
            post=mine, actor=street.officer.user, text="可以补办", basis="条例第十条", valid_until=street.today + DAY
        )  # fmt: skip
        assert not Notice.objects.filter(recipient=street.member).exists()
        page = text(pages.writer.get(reverse("my-questions")))
        assert reverse("my-question", args=[mine.pk]) in page and reverse("question-ask") not in page
        assert "可以补办" in text(pages.writer.get(reverse("my-question", args=[mine.pk])))
        assert pages.writer.get(reverse("question-ask")).status_code == 403
        assert pages.writer.get(reverse("forum-board")).status_code == 403

    def test_the_board_shows_a_surname_and_a_trade(self, street, pages):
        make_question(street.station, street.member, street.topic)
        make_suggestion(street.station, street.other, street.topic)
        make_question(street.station, street.member, street.topic, text="只问民警", private=True)
        page = text(pages.other.get(reverse("forum-board")))
        assert "欧** · 外卖" in page and NAMES[0] not in page and "只问民警" not in page

    def test_useful_and_report_are_counted_once(self, street, pages):
        post = make_question(street.station, street.member, street.topic)
        for _twice in range(2):
            pages.other.post(reverse("forum-useful", args=[post.pk]))
            pages.other.post(reverse("forum-report", args=[post.pk]), {"fault": "abuse"})
        assert post.useful.count() == 1 and post.reports.count() == 1

    def test_the_board_has_pages_and_a_tap_leads_back_to_its_place(self, street, pages, monkeypatch):
        monkeypatch.setattr(phone, "ON_BOARD", 2)
        older = make_question(street.station, street.member, street.topic, text="最早的提问")
        for n in range(2):
            make_question(street.station, street.member, street.topic, text=f"后来的提问{n}")
        board = reverse("forum-board")
        first, second = (text(pages.other.get(board, {"page": n})) for n in (1, 2))
        assert "最早的提问" not in first and "page=2" in first and "最早的提问" in second
        assert pages.other.get(reverse("forum-report", args=[older.pk]), {"page": 2}).status_code == 200
        answer = pages.other.post(f"{reverse('forum-useful', args=[older.pk])}?page=2")
        assert answer["Location"] == f"{board}?page=2#p{older.pk}"

    def test_answers_are_searched_in_chinese(self, street, pages):
        given = make_official_answer(street.officer, street.topic)
        other = make_official_answer(street.officer, street.topic, question="护照怎么办理", text="到出入境窗口")
        page = text(pages.writer.get(reverse("forum-answers"), {"q": "出入境"}))
        assert other.question in page and given.question not in page
        assert given.question in text(pages.writer.get(reverse("forum-answers"), {"topic": street.topic.pk}))

    def test_news_past_their_day_are_gone(self, street, pages):
        make_announcement(street.officer, title="已经过去", ends_on=street.today - DAY)
        make_announcement(street.officer, title="正在进行")
        page = text(pages.writer.get(reverse("my-news")))
        assert "正在进行" in page and "已经过去" not in page


class TestOffice:
    def test_the_inbox_filters_counts_and_exports_without_names(self, street, pages):
        make_question(street.station, street.member, street.topic)
        make_suggestion(street.station, None, street.topic, phone="13911112222")
        url = reverse("forum-posts")
        assert text(pages.chief.get(url)).count('<th scope="row">') == 2
        assert text(pages.chief.get(url, {"which": "nobody"})).count('<th scope="row">') == 1
        assert text(pages.chief.get(url, {"q": "地铁口"})).count('<th scope="row">') == 1
        export = text(pages.chief.get(url, {"format": "csv"}))
        assert "电动自行车" in export and not any(word in export for word in (*NAMES, "13911112222"))

    @pytest.mark.parametrize(
        "which", ["mine", "nobody", "overdue", "check", "reported", "appeal", "answered", "open", "any", "true"]
    )
    def test_every_filter_opens(self, street, pages, which):
        make_question(street.station, street.member, street.topic)
        asked = {"which": which, "state": which, "adoption": which, "in_time": which}
        for name, value in asked.items():
            assert pages.officer.get(reverse("forum-posts"), {name: value}).status_code == 200

    def test_the_page_names_no_writer_and_offers_what_one_may(self, street, pages):
        post = make_question(street.station, street.member, street.topic)
        make_official_answer(street.officer, street.topic)
        page = text(pages.officer.get(post.get_absolute_url()))
        assert "欧** · 外卖" in page and NAMES[0] not in page
        assert reverse("forum-verb", args=[post.pk, "answer"]) in page and "/reuse/" in page
        assert reverse("forum-verb", args=[post.pk, "answer"]) not in text(
            pages.colleague.get(post.get_absolute_url())
        )

    def test_answering_by_form_and_by_one_tap(self, street, pages):
        post = make_question(street.station, street.member, street.topic)
        url = reverse("forum-verb", args=[post.pk, "answer"])
        given = make_official_answer(street.officer, street.topic)
        assert given.text in text(pages.officer.get(url, {"from": given.pk}))
        told = {
            "title": "充电",
            "text": "不能",
            "basis": "消防法",
            "valid_until": street.today + DAY,
            "reach": "members",
        }
        assert pages.officer.post(url, told | {"basis": ""}).status_code == 400
        pages.officer.post(url, told)
        post.refresh_from_db()
        assert (post.state, post.answer.reach) == ("answered", "members")
        other = make_question(street.station, street.member, street.topic, text="第二个")
        pages.officer.post(reverse("forum-reuse", args=[other.pk, given.pk]))
        other.refresh_from_db()
        assert other.answer == given

    def test_verbs_of_others_are_refused_with_the_reason(self, street, pages):
        post = make_question(street.station, street.member, street.topic)
        answer = pages.colleague.post(
            reverse("forum-verb", args=[post.pk, "refuse"]), {"reason": "不想回答"}, follow=True
        )
        post.refresh_from_db()
        assert answer.status_code == 403 and post.state == "asked"

    def test_suggestions_through_all_their_pages(self, street, pages):
        post = make_suggestion(street.station, street.member, street.topic)
        twin = make_suggestion(street.station, street.other, street.topic)
        verb = lambda name, row=post, **told: pages.officer.post(reverse("forum-verb", args=[row.pk, name]), told)  # noqa: E731
        verb("accept")
        form = pages.officer.get(reverse("forum-verb", args=[twin.pk, "merge"])).content.decode()
        assert post.number in form and twin.number not in form
        verb("merge", twin, other=post.pk)
        verb("reply", text="已采纳", adoption="adopted")
        verb("correct", text="已采纳，本周起", adoption="adopted")
        verb("publish")
        post.refresh_from_db()
        twin.refresh_from_db()
        assert (post.state, twin.duplicate_of) == ("published", post)
        verb("unpublish", reason="再核实")
        post.refresh_from_db()
        assert post.state == "replied"

    def test_checking_hiding_deciding(self, street, pages):
        post = make_suggestion(street.station, None, street.topic)
        pages.colleague.post(reverse("forum-show", args=[post.pk]))
        post.refresh_from_db()
        assert post.seen == "shown"
        pages.colleague.post(reverse("forum-hide", args=[post.pk]), {"reason": "广告"})
        form = text(pages.chief.get(reverse("forum-decide", args=[post.pk])))
        assert 'value="lift"' in form and 'value="uphold"' not in form
        pages.chief.post(reverse("forum-decide", args=[post.pk]), {"verb": "lift"})
        post.refresh_from_db()
        assert post.seen == "shown"
        assert pages.chief.get(reverse("forum-decide", args=[post.pk])).status_code == 404

    def test_a_phone_is_shown_to_who_handles_it_against_a_reason_and_recorded(self, street, pages):
        post = make_suggestion(street.station, None, street.topic, community=street.community, phone="13911112222")
        url = reverse("forum-phone", args=[post.pk])
        assert "13911112222" not in text(pages.officer.get(url))
        assert "13911112222" in text(pages.officer.post(url, {"reason": "call_back"}))
        assert pages.colleague.get(url).status_code == 403
        assert "13911112222" not in text(pages.chief.get(post.get_absolute_url()))

    def test_official_answers_are_written_reviewed_and_retired(self, street, pages):
        until = street.today + 30 * DAY
        told = {"title": "护照", "topic": street.topic.pk, "text": "到窗口", "basis": "护照法", "valid_until": until,
                "reach": "public"}  # fmt: skip
        pages.officer.post(reverse("official-answer-new"), told)
        row = OfficialAnswer.objects.get()
        verb = lambda name, **told: pages.officer.post(reverse("official-answer-verb", args=[row.pk, name]), told)  # noqa: E731
        verb("confirm", valid_until=until + DAY)
        verb("revise", title="护照遗失", text="先挂失", basis="护照法第二条", valid_until=until + 2 * DAY)
        verb("publish", reach="members")
        row.refresh_from_db()
        assert (row.question, row.reach, row.valid_until) == ("护照遗失", "members", until + 2 * DAY)
        verb("retire")
        row.refresh_from_db()
        assert row.state == "retired" and pages.chief.get(row.get_absolute_url()).status_code == 200
        assert pages.chief.get(reverse("official-answers"), {"which": "retired"}).status_code == 200

    def test_notices_from_draft_to_withdrawn(self, street, pages):
        told = {"title": "通知", "body": "请注意", "ends_on": street.today + DAY, "audience": "public"}
        pages.officer.post(reverse("announcement-new"), told)
        row = Announcement.objects.get()
        pages.officer.post(reverse("announcement-edit", args=[row.pk]), told | {"title": "改后"})
        assert pages.officer.post(reverse("announcement-verb", args=[row.pk, "publish"])).status_code == 403
        pages.chief.post(reverse("announcement-verb", args=[row.pk, "publish"]))
        pages.chief.post(reverse("announcement-verb", args=[row.pk, "extend"]), {"ends_on": street.today + 3 * DAY})
        row.refresh_from_db()
        assert (row.title, row.state, row.ends_on) == ("改后", "published", street.today + 3 * DAY)
        pages.chief.post(reverse("announcement-verb", args=[row.pk, "withdraw"]), {"reason": "有误"})
        row.refresh_from_db()
        assert row.state == "withdrawn" and pages.chief.get(row.get_absolute_url()).status_code == 200
        assert pages.chief.get(reverse("announcements"), {"which": "past"}).status_code == 200

    def test_settings_and_topics_are_the_offices(self, street, pages):
        assert pages.officer.get(reverse("forum-settings")).status_code == 403
        assert reverse("forum-poster") in pages.chief.get(reverse("forum-settings")).content.decode()
        assert pages.chief.get(reverse("forum-poster")).content[:5] == b"%PDF-"
        assert pages.officer.get(reverse("forum-poster")).status_code == 403
        pages.chief.post(reverse("forum-topics-install"))
        assert ForumTopic.objects.count() > 5
        row = readings.settings_of(street.station)
        names = ("answer_days", "reply_days", "valid_months", "review_days", "reports_to_check", "appeal_days",
                 "phone_days")  # fmt: skip
        told = {name: getattr(row, name) for name in names} | {"answer_days": 5}
        pages.chief.post(reverse("forum-settings"), told)
        assert (ForumSettings.objects.get().answer_days, ForumSettings.objects.get().check_public) == (5, False)
        pages.chief.post(
            reverse("forum-topic", args=[street.topic.pk]), {"name": "消防", "icon": "flame", "order": 1}
        )
        street.topic.refresh_from_db()
        assert (street.topic.name, street.topic.active) == ("消防", False)

    def test_another_station_is_404_another_role_403_a_viewer_only_looks(self, street, pages, client_of):
        post = make_question(street.station, street.member, street.topic)
        given, row = make_official_answer(street.officer), make_announcement(street.officer)
        for thing in (post, given, row):
            assert pages.elsewhere.get(thing.get_absolute_url()).status_code == 404
            assert pages.writer.get(thing.get_absolute_url()).status_code == 403
        grant(street.cast.guard, Grant.Right.VIEW)
        viewer = client_of(street.cast.guard)
        assert viewer.get(post.get_absolute_url()).status_code == 200
        assert viewer.post(reverse("forum-hide", args=[post.pk]), {"reason": "x"}).status_code == 403

    def test_what_is_due_is_told(self, street, pages):
        make_question(street.station, street.member, street.topic)
        make_official_answer(street.officer, valid_until=street.today + DAY)
        make_suggestion(street.station, None, make_topic(street.station))
        (mine,) = due_from(agenda.waiting, street.officer.user, street.today)
        assert "电动自行车" in mine.title and mine.passes and mine.place == "雅宝里社区"
        (answer,) = due_from(agenda.to_check, street.officer.user, street.today)
        assert "community/forum/answers/" in answer.url and not answer.passes
        assert "which=nobody" in due_from(agenda.to_check, street.cast.chief.user, street.today)[0].url
        assert due_from(agenda.waiting, street.member, street.today) == []


def test_questions_after_a_class_are_a_part_of_its_page(street, pages):
    part = reverse("sitting-questions-part", args=[make_sitting(make_course(street.station)).pk])
    page = pages.officer.get(part, headers={"HX-Request": "true"})
    assert page.status_code == 200 and "<html" not in text(page)
    assert pages.writer.get(part).status_code == 403
    assert pages.officer.get(reverse("sitting-questions-part", args=[10**9])).status_code == 404
