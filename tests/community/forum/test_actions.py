"""Asked once, answered on a ground until a day, passed on, asked again once; made public; who is told."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community.forum import actions, answers, house, moderation, news, readings
from community.forum.models import Announcement, ForumPost, OfficialAnswer
from community.forum.models_beside import Hiding, PostContact, PostWord, Useful
from community.forum.words import Seen, State
from community.groups import own_data
from community.groups.models import CommunitySettings
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_person
from tests.factories.community import make_member, make_trade, make_watch_group
from tests.factories.forum import (
    make_announcement,
    make_official_answer,
    make_question,
    make_suggestion,
    make_topic,
)
from tests.factories.pictures import jpeg

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told_of(person):
    mine = Notice.objects.filter(recipient=getattr(person, "user", person))
    return list(mine.order_by("pk").values_list("kind", flat=True))


def answered(street, post, **more):
    told = {
        "text": "不能，违反规定。",
        "basis": "《消防法》第二十八条",
        "valid_until": street.today + 300 * DAY,
    } | more
    return actions.answer(post=post, actor=street.officer.user, **told)


def replied(street, post, adoption="adopted"):
    post = actions.accept(post=post, actor=street.officer.user)
    return actions.reply(post=post, actor=street.officer.user, text="已列入路线，感谢。", adoption=adoption)


class TestAsking:
    def test_it_goes_to_the_officer_of_the_members_community(self, street):
        post = make_question(street.station, street.member, street.topic)
        assert (post.community, post.officer, post.trade) == (street.community, street.officer, "外卖")
        assert told_of(street.officer) == ["forum.question"] and post.number.startswith("W2026")

    def test_a_topic_for_the_whole_station_goes_to_its_own_officer(self, street):
        topic = make_topic(street.station, officer=street.colleague, whole_station=True)
        assert make_question(street.station, street.member, topic).officer == street.colleague

    def test_who_is_no_confirmed_member_asks_on_the_public_page(self, street):
        with pytest.raises(NotAllowed):
            make_question(street.station, make_person(street.station), street.topic)
        lapsed = make_member(make_watch_group(street.station), state="lapsed").user
        with pytest.raises(NotAllowed):
            make_question(street.station, lapsed, street.topic)
        assert not ForumPost.objects.exists()

    def test_sent_twice_it_is_one_and_other_content_is_refused(self, street):
        key = uuid.uuid4()
        first, again = (make_question(street.station, street.member, street.topic, client_id=key) for _t in range(2))
        assert first == again and ForumPost.objects.count() == 1
        with pytest.raises(RuleBroken) as refusal:
            make_question(street.station, street.member, street.topic, client_id=key, text="别的")
        assert refusal.value.code == "idempotency"

    def test_numbers_are_masked_before_anything_is_kept(self, street):
        post = make_question(street.station, street.member, street.topic, text="请打13812345678")
        assert post.text == "请打138****5678"

    def test_the_day_book_does_not_name_who_wrote(self, street):
        post = make_question(street.station, street.member, street.topic)
        actions.withdraw(post=post, actor=street.member)
        assert not Entry.objects.about(post).exclude(actor=None).exists()

    def test_a_photo_has_no_uploader_and_is_for_the_writer_and_the_police(self, street, client_of):
        post = make_question(street.station, street.member, street.topic, photo=jpeg("red"))
        assert post.photo.created_by is None
        url = f"/files/{post.photo_id}/"
        known = [client_of(person).get(url).status_code for person in (street.member, street.cast.desk, street.other)]
        assert known == [200, 200, 403] or known[2] == 403

    def test_twenty_a_day_are_enough(self, street, monkeypatch):
        monkeypatch.setattr("community.forum.rules.MOST_A_DAY", 1)
        make_question(street.station, street.member, street.topic)
        with pytest.raises(RuleBroken) as refusal:
            make_question(street.station, street.member, street.topic)
        assert refusal.value.code == "too_many"

    def test_a_topic_of_another_station_is_refused(self, street):
        with pytest.raises(RuleBroken) as refusal:
            make_question(street.station, street.member, make_topic(street.cast.station2))
        assert refusal.value.code == "other_station"

    @pytest.mark.parametrize(("public", "member", "seen"), [(True, False, "shown"), (True, True, "waiting")])
    def test_members_write_freely_unless_the_station_checks_first(self, street, public, member, seen):
        readings.settings_of(street.station).save()
        readings.ForumSettings.objects.update(check_members=member, check_public=public)
        assert make_question(street.station, street.member, street.topic).seen == seen
        assert make_question(street.station, None, street.topic).seen == Seen.WAITING
        assert make_question(street.station, street.member, street.topic, private=True).seen == Seen.PRIVATE


class TestAnswering:
    def test_an_answer_carries_officer_basis_and_last_day_and_the_writer_is_told(self, street):
        post = answered(street, make_question(street.station, street.member, street.topic))
        assert (post.state, post.in_time, post.answer.officer) == (State.ANSWERED, True, street.officer)
        assert told_of(street.member) == ["forum.answered"]

    def test_without_a_basis_there_is_no_official_answer(self, street):
        post = make_question(street.station, street.member, street.topic)
        with pytest.raises(RuleBroken) as refusal:
            answered(street, post, basis=" ")
        assert refusal.value.code == "no_basis" and not OfficialAnswer.objects.exists()

    def test_a_second_officer_comes_too_late(self, street):
        post = make_question(street.station, street.member, street.topic)
        answered(street, post)
        with pytest.raises(RuleBroken) as refusal:
            actions.answer(
                post=post, actor=street.cast.chief.user, text="另一个", basis="法", valid_until=street.today + DAY
            )
        assert refusal.value.code == "wrong_state" and OfficialAnswer.objects.count() == 1

    def test_an_answer_of_before_is_used_again_in_one_tap_and_an_expired_one_is_not(self, street):
        given = make_official_answer(street.officer, street.topic)
        post = make_question(street.station, street.member, street.topic)
        stale = make_official_answer(street.officer, street.topic, valid_until=street.today - DAY)
        with pytest.raises(RuleBroken) as refusal:
            actions.reuse(post=post, answer=stale, actor=street.officer.user)
        assert refusal.value.code == "under_review"
        assert actions.reuse(post=post, answer=given, actor=street.officer.user).answer == given

    def test_somebody_elses_question_is_passed_on_with_a_reason(self, street):
        post = make_question(street.station, street.member, street.topic)
        with pytest.raises(NotAllowed):
            actions.pass_on(post=post, actor=street.colleague.user, officer=street.colleague, reason="我来")
        actions.pass_on(post=post, actor=street.officer.user, officer=street.colleague, reason="归口户籍")
        assert PostWord.objects.get().words == "归口户籍" and told_of(street.colleague) == ["forum.passed"]
        with pytest.raises(RuleBroken):
            actions.pass_on(post=post, actor=street.colleague.user, officer=street.cast.auxiliary, reason="x")

    def test_not_answered_goes_back_once_with_a_new_last_day(self, street):
        asked_at = timezone.now() - 9 * DAY
        post = make_question(street.station, street.member, street.topic, at=asked_at)
        post = answered(street, post)
        assert post.in_time is False
        post = actions.not_answered(post=post, actor=street.member, words="没说能不能停一楼")
        assert post.state == State.ASKED and post.due_on > street.today and "forum.again" in told_of(street.officer)
        post = actions.answer(
            post=post, actor=street.officer.user, text="一楼也不能", basis="法", valid_until=street.today + DAY
        )
        # The first answer counts in the figures.
        assert post.in_time is False
        with pytest.raises(RuleBroken) as refusal:
            actions.not_answered(post=post, actor=street.member, words="还是没说")
        assert refusal.value.code == "again_once"

    def test_a_changed_answer_is_told_to_who_asked(self, street):
        post = answered(street, make_question(street.station, street.member, street.topic))
        answers.revise(
            answer=post.answer, actor=street.officer.user, question="问", text="新答", basis="新法",
            valid_until=street.today + 90 * DAY,
        )  # fmt: skip
        assert "forum.answer_changed" in told_of(street.member)


class TestSuggestions:
    def test_from_submitted_to_public(self, street):
        post = make_suggestion(street.station, street.member, street.topic)
        post = actions.publish(post=replied(street, post), actor=street.officer.user)
        assert post.state == State.PUBLISHED and post in ForumPost.objects.public()
        assert told_of(street.member) == ["forum.accepted", "forum.replied", "forum.public"]
        post = actions.unpublish(post=post, actor=street.officer.user, reason="内容有误")
        assert post.state == State.REPLIED and post not in ForumPost.objects.public()

    def test_one_that_says_the_same_is_joined_and_hears_the_reply_too(self, street):
        first = make_suggestion(street.station, street.member, street.topic)
        second = make_suggestion(street.station, street.other, street.topic)
        second = actions.merge(post=second, other=first, actor=street.officer.user)
        assert (second.state, second.duplicate_of) == (State.MERGED, first)
        replied(street, first)
        assert told_of(street.other) == ["forum.merged", "forum.replied"]
        with pytest.raises(RuleBroken) as refusal:
            actions.merge(post=first, other=second, actor=street.officer.user)
        assert refusal.value.code in {"ended", "wrong_state"}

    def test_none_joins_itself(self, street):
        post = make_suggestion(street.station, street.member, street.topic)
        with pytest.raises(RuleBroken) as refusal:
            actions.merge(post=post, other=post, actor=street.officer.user)
        assert refusal.value.code == "same"

    def test_a_refusal_has_its_reason(self, street):
        post = make_suggestion(street.station, street.member, street.topic)
        with pytest.raises(RuleBroken):
            actions.refuse(post=post, actor=street.officer.user, reason=" ")
        post = actions.refuse(post=post, actor=street.officer.user, reason="不属公安职责，请拨打12345")
        assert post.state == State.REFUSED and told_of(street.member) == ["forum.refused"]


class TestBoard:
    def test_enough_reports_take_it_off_until_an_officer_has_looked(self, street):
        post = make_question(street.station, street.member, street.topic)
        readers = [street.other, *(make_member(street.group).user for _n in range(2))]
        off = [moderation.report(post=post, user=reader, fault="privacy") for reader in readers]
        assert off == [False, False, True]
        post.refresh_from_db()
        assert post.seen == Seen.WAITING and post not in ForumPost.objects.on_board()
        post = moderation.show(post=post, actor=street.colleague.user)
        assert post.seen == Seen.SHOWN and not post.reports.filter(settled_at=None).exists()

    def test_one_report_a_person_and_none_about_oneself(self, street):
        post = make_question(street.station, street.member, street.topic)
        moderation.report(post=post, user=street.other, fault="abuse")
        with pytest.raises(RuleBroken):
            moderation.report(post=post, user=street.other, fault="abuse")
        with pytest.raises(NotAllowed):
            moderation.report(post=post, user=street.member, fault="abuse")

    def test_what_is_hidden_has_a_reason_and_somebody_else_decides_the_appeal(self, street):
        post = make_question(street.station, street.member, street.topic)
        hiding = moderation.hide(post=post, actor=street.cast.deputy.user, reason="提到他人姓名")
        assert told_of(street.member) == ["forum.hidden"]
        hiding = moderation.appeal(hiding=hiding, actor=street.member, words="没有提到任何人")
        assert told_of(street.cast.chief) == ["forum.appeal"] and told_of(street.cast.deputy) == []
        with pytest.raises(NotAllowed):
            moderation.decide(hiding=hiding, actor=street.cast.deputy.user, verb="uphold", words="是的")
        hiding = moderation.decide(hiding=hiding, actor=street.cast.chief.user, verb="lift")
        post.refresh_from_db()
        assert (post.seen, hiding.decided_by) == (Seen.SHOWN, street.cast.chief)
        assert told_of(street.member)[-1] == "forum.appeal_decided"

    def test_shown_again_without_an_appeal_is_not_called_one(self, street):
        post = make_question(street.station, street.member, street.topic)
        hiding = moderation.hide(post=post, actor=street.officer.user, reason="误操作")
        moderation.decide(hiding=hiding, actor=street.officer.user, verb="lift")
        assert told_of(street.member) == ["forum.hidden", "forum.shown"]

    def test_an_appeal_comes_within_the_week(self, street):
        post = make_question(street.station, street.member, street.topic)
        hiding = moderation.hide(post=post, actor=street.officer.user, reason="广告", at=timezone.now() - 8 * DAY)
        with pytest.raises(RuleBroken) as refusal:
            moderation.appeal(hiding=hiding, actor=street.member, words="不是")
        assert refusal.value.code == "appeal_late" and Hiding.objects.get().appeal == ""

    def test_useful_counts_once_a_person(self, street):
        answer = make_official_answer(street.officer)
        made = [moderation.found_useful(user=street.member, answer=answer) for _twice in range(2)]
        answer.refresh_from_db()
        assert made == [True, False] and answer.helped == 1

    def test_an_answer_for_its_asker_is_not_for_others(self, street):
        post = answered(street, make_question(street.station, street.member, street.topic))
        assert moderation.found_useful(user=street.member, answer=post.answer)
        with pytest.raises(NotAllowed):
            moderation.found_useful(user=street.other, answer=post.answer)


class TestSimilar:
    def test_the_answered_one_is_found_by_other_words_and_comes_first(self, street):
        make_question(street.station, street.member, street.topic, text="电动自行车棚什么时候建")
        given = make_official_answer(street.officer, street.topic)
        make_official_answer(street.officer, question="护照怎么办理")
        found = readings.similar("电动自行车能上楼充电吗", street.today)
        assert found[0].answer == given and [one.post for one in found[1:]] == [ForumPost.objects.get()]

    @pytest.mark.parametrize("typed", ["", "电", "  ", "护照遗失补办要多久"])
    def test_too_little_or_something_else_finds_nothing(self, street, typed):
        make_official_answer(street.officer, street.topic)
        assert readings.similar(typed, street.today) == []

    def test_what_has_expired_or_is_for_one_asker_is_not_offered(self, street):
        make_official_answer(street.officer, valid_until=street.today - DAY)
        make_official_answer(street.officer, reach="asker")
        make_official_answer(street.officer, reach="members")
        assert [one.answer.reach for one in readings.similar("电动自行车充电", street.today)] == ["members"]
        assert readings.similar("电动自行车充电", street.today, public=True) == []

    def test_a_private_question_is_offered_to_nobody(self, street):
        make_question(street.station, street.member, street.topic, private=True)
        assert readings.similar("电动自行车可以推上楼充电吗", street.today) == []

    def test_templates_are_the_similar_ones_and_no_others(self, street):
        near = make_official_answer(street.officer)
        of_topic = make_official_answer(street.officer, street.topic, question="灭火器过期怎么办")
        post = make_question(street.station, street.member, street.topic)
        assert readings.templates(post, street.today) == [near] and of_topic.topic == post.topic


class TestNews:
    def test_after_its_last_day_it_is_gone_by_itself(self, street):
        row = make_announcement(street.officer, ends_on=street.today)
        assert row in Announcement.objects.current(street.today)
        assert row not in Announcement.objects.current(street.today + DAY)

    def test_for_some_trades_others_do_not_see_it(self, street):
        guards = make_trade(street.station, "保安")
        row = make_announcement(street.officer, audience="parts", parts=[f"trade-{guards.pk}"])
        mine = make_announcement(street.officer, audience="parts", parts=[f"group-{street.group.pk}"])
        assert list(readings.news_for(street.member, street.today)) == [mine]
        assert row not in readings.public_news(street.today)

    def test_an_important_one_is_told_to_confirmed_members_within_their_week(self, street):
        lapsed = make_member(street.group, state="lapsed").user
        CommunitySettings.objects.update_or_create(station=street.station, defaults={"messages_a_week": 1})
        for n in range(2):
            draft = news.save_draft(
                station=street.station, actor=street.officer.user, title=f"通知{n}", body="请注意",
                ends_on=street.today + DAY, important=True,
            )  # fmt: skip
            news.publish(news=draft, actor=street.cast.chief.user)
        assert told_of(street.member) == ["forum.news"] and told_of(lapsed) == []

    def test_a_draft_is_published_by_the_office_and_withdrawn_with_a_reason(self, street):
        draft = news.save_draft(
            station=street.station, actor=street.officer.user, title="通知", body="电话13812345678",
            ends_on=street.today + DAY,
        )  # fmt: skip
        assert draft.body == "电话138****5678"
        with pytest.raises(NotAllowed):
            news.publish(news=draft, actor=street.officer.user)
        row = news.publish(news=draft, actor=street.office.user)
        row = news.withdraw(news=row, actor=street.office.user, reason="时间有变")
        assert row not in Announcement.objects.current(street.today)

    def test_one_that_would_be_stale_is_not_written(self, street):
        with pytest.raises(RuleBroken) as refusal:
            news.save_draft(
                station=street.station, actor=street.officer.user, title="旧", body="旧", ends_on=street.today - DAY
            )
        assert refusal.value.code == "past"


class TestRound:
    def test_what_is_overdue_alarms_officer_and_leadership_once(self, street):
        post = make_question(street.station, street.member, street.topic, at=timezone.now() - 20 * DAY)
        now = timezone.now()
        assert [house.alarm(station=street.station, at=now) for _twice in range(2)] == [1, 0]
        for person in (street.officer, street.cast.chief, street.cast.deputy):
            assert "forum.overdue" in told_of(person)
        assert post in ForumPost.objects.overdue(street.today)

    def test_phones_go_a_month_after_the_answer(self, street):
        post = make_suggestion(street.station, None, street.topic, phone="13912345678")
        assert PostContact.objects.get().phone == "13912345678"
        replied(street, post)
        now = timezone.now()
        assert house.forget_phones(station=street.station, at=now + 29 * DAY) == 0
        assert house.forget_phones(station=street.station, at=now + 31 * DAY) == 1
        assert not PostContact.objects.exists()


def test_a_members_data_can_be_read_and_forgotten(street):
    post = answered(street, make_question(street.station, street.member, street.topic))
    moderation.found_useful(user=street.member, answer=post.answer)
    member = street.member.member
    assert own_data.export(member, street.member)["forum"][0]
    own_data.erase(member=member, actor=street.member, at=timezone.now())
    post.refresh_from_db()
    assert (post.author, post.trade) == (None, "") and not Useful.objects.exists()
    assert readings.byline(post) in {"A resident", "居民", "群众"}
