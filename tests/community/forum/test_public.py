"""The forum of everybody: no login, no cookie, a receipt code, a limit; nothing about who asked is kept or shown."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway

from community.forum import actions
from community.forum.models import ForumPost
from community.forum.models_beside import PostContact
from stations.access import counting
from stations.timeline.models import Entry
from tests.factories.forum import make_announcement, make_official_answer, make_question, make_suggestion

pytestmark = pytest.mark.django_db
PHONE = "13911112222"


@pytest.fixture
def send(street):
    """``send(kind, text=…)``: a resident writes; gives the answer and the receipt code."""
    client = Client(enforce_csrf_checks=True)

    def write(kind="suggestion", **more):
        told = {"text": "路口缺反光镜", "topic": street.topic.pk, "client_id": uuid.uuid4()} | more
        answer = client.post(reverse("public-ask", args=["qm", kind]), told)
        return answer, answer.content.decode().partition('data-receipt="')[2].partition('"')[0]

    return write


def follow(code, **more):
    return Client().post(reverse("forum-receipt"), {"receipt": code} | more)


def test_a_resident_finds_answers_news_and_what_came_of_suggestions(street):
    given = make_official_answer(street.officer, street.topic)
    hidden = make_official_answer(street.officer, street.topic, question="只给成员", reach="members")
    make_announcement(street.officer)
    page = Client().get(reverse("public-forum", args=["qm"]))
    shown = page.content.decode()
    assert given.question in shown and "周末交通管制" in shown and hidden.question not in shown and not page.cookies
    part = Client().get(reverse("public-similar", args=["qm"]), {"q": "电动自行车上楼充电"}).content.decode()
    assert given.question in part and "helped" not in part
    answer = Client().get(reverse("public-answer", args=["qm", given.pk])).content.decode()
    assert given.basis in answer and street.officer.user.name not in answer
    assert Client().get(reverse("public-answer", args=["qm", hidden.pk])).status_code == 404


def test_a_suggestion_with_a_receipt_read_to_the_end(street, send):
    answer, code = send(phone=PHONE)
    assert answer.status_code == 200 and len(code) == 12 and not answer.cookies
    post = ForumPost.objects.get()
    assert (post.author, post.seen, post.state) == (None, "waiting", "submitted")
    assert PostContact.objects.get().phone == PHONE
    spaced = f"{code[:4]} {code[4:8].lower()} {code[8:]}"
    assert "路口缺反光镜" in follow(spaced).content.decode()
    actions.accept(post=post, actor=street.officer.user)
    actions.reply(post=post, actor=street.officer.user, text="已报街道安装", adoption="passed")
    assert "已报街道安装" in follow(code).content.decode()
    actions.publish(post=post, actor=street.officer.user)
    page = Client().get(reverse("public-forum", args=["qm"])).content.decode()
    assert "已报街道安装" in page and PHONE not in page


def test_a_question_answered_and_asked_again_once_with_the_code(street, send):
    _answer, code = send("question", text="居住证在哪办")
    post = ForumPost.objects.get()
    given = make_official_answer(street.officer, street.topic, valid_until=street.today)
    actions.reuse(post=post, answer=given, actor=street.officer.user)
    assert given.basis in follow(code).content.decode()
    follow(code, verb="not_answered", words="没说地点")
    post.refresh_from_db()
    assert post.state == "asked" and post.again_at
    follow(code, verb="withdraw")
    post.refresh_from_db()
    assert post.state == "withdrawn"
    assert not Entry.objects.about(post).filter(verb="forum.withdraw").exclude(actor=None).exists()


def test_the_form_sent_again_shows_the_same_code(send):
    key = uuid.uuid4()
    assert len({send(client_id=key)[1] for _time in range(3)}) == 1 and ForumPost.objects.count() == 1


def test_a_wrong_code_says_nothing_and_a_members_writing_has_none(street, send):
    send()
    page = follow("ABCDEFGH2345")
    assert page.status_code == 200 and "路口缺反光镜" not in page.content.decode()
    assert make_question(street.station, street.member, street.topic).receipt_digest is None


def test_nothing_in_the_day_book_leads_to_the_visitor(send):
    send()
    rows = Entry.objects.filter(verb__startswith="forum.")
    assert rows.exists() and not rows.exclude(actor=None).exists() and not rows.exclude(request_id="").exists()


def test_too_many_are_put_off_and_without_a_counter_nobody_is_answered(send, monkeypatch):
    monkeypatch.setattr("community.forum.views_public.WRITTEN_PER_ADDRESS", 1)
    send()
    answer, _code = send()
    assert answer.status_code == 429 and answer["Retry-After"] and ForumPost.objects.count() == 1

    def away(key):
        raise RedisAway

    monkeypatch.setattr(counting, "_count", away)
    assert send()[0].status_code == 503 and follow("ABCDEFGH2345").status_code == 503
    assert ForumPost.objects.count() == 1


@pytest.mark.parametrize("path", ["/q/ask/xx/", "/q/ask/qm/praise/", "/q/ask/qm/answers/1/"])
def test_what_is_not_there_is_404(street, path):
    assert Client().get(path).status_code == 404


def test_an_expired_answer_is_shown_as_under_review_to_who_asked_and_offered_to_nobody(street, send):
    _answer, code = send("question", text="电动自行车可以上楼吗")
    given = make_official_answer(street.officer, street.topic)
    actions.reuse(post=ForumPost.objects.get(), answer=given, actor=street.officer.user)
    type(given).objects.update(valid_until=street.today - timedelta(days=1))
    assert "fo-review" in follow(code).content.decode()
    part = Client().get(reverse("public-similar", args=["qm"]), {"q": "电动自行车上楼"}).content.decode()
    assert given.question not in part


def test_no_name_and_no_phone_of_a_resident_in_any_list_export_api_history_or_timeline(street, send, client_of):
    """Whoever looks, wherever: the phone stands in one row that one page shows, the code nowhere."""
    _answer, code = send(phone=PHONE, community="")
    member_post = make_suggestion(street.station, street.member, street.topic)
    post = ForumPost.objects.get(author=None)
    actions.publish(
        post=actions.reply(
            post=actions.accept(post=post, actor=street.officer.user), actor=street.officer.user, text="采纳",
            adoption="adopted",
        ),
        actor=street.officer.user,
    )  # fmt: skip
    people = (street.cast.chief, street.cast.desk, street.officer, street.colleague, street.member, street.other,
              street.office)  # fmt: skip
    paths = ["/community/forum/", "/community/forum/?format=csv", f"/community/forum/{post.pk}/",
             f"/community/forum/{member_post.pk}/", "/api/v1/suggestions/", f"/api/v1/suggestions/{post.pk}/",
             f"/api/v1/suggestions/{member_post.pk}/", "/me/ask/", "/me/ask/board/", "/me/notices/",
             "/team/daybook/", "/q/ask/qm/"]  # fmt: skip
    for person in people:
        client = client_of(person)
        for path in paths:
            shown = client.get(path).content.decode()
            assert PHONE not in shown and code not in shown, (person, path)
            own = person in (street.member, street.office)
            assert own or "欧阳奔波" not in shown, (person, path)
    history = apps.get_model("community", "ForumPostEvent").objects.filter(pgh_obj_id__in=[post.pk, member_post.pk])
    columns = {field.name for field in history.model._meta.get_fields()}
    assert history.exists() and not columns & {"author", "receipt_digest", "client_id", "mark", "contact"}
    assert not any(PHONE in str(row) for row in Entry.objects.values_list("data", flat=True))
