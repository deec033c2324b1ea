"""Asked is not agreed: enrolments are nobody, and vanish without a trace (issue 6.1, SE-15)."""

import datetime
import time
import uuid

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from community.groups import agenda, codes, enrolling, joining, tasks
from community.groups.importer import KIND
from community.groups.models import Consent, Enrolment, GroupMembership, Member
from community.groups.words import How, Source
from stations.agenda.registry import due_from
from stations.files.models import StoredFile
from stations.imports import actions as imports
from stations.imports.models import WorkbookImport
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.organisation.models import User
from stations.recognition.registry import people as commendable
from stations.training.registry import audience
from tests.factories.community import DAY, make_enrolment, make_member, make_watch_group, phone_no, workbook
from tests.factories.organisation import make_person

pytestmark = pytest.mark.django_db


def traces(*texts: str) -> list[str]:
    """Tables, history included, in which one of the texts stands anywhere."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for text in texts:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{text}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}: {text}")
    return found


def bring_in(station, stream, name="list.xlsx"):
    return imports.import_file(kind=KIND, name=name, stream=stream, size=len(stream.getvalue()), station=station)


def test_1300_are_asked_200_agree_3_say_not_me_and_vanish(watch, caplog, django_capture_on_commit_callbacks):
    """Must show: nobody unconfirmed gets a task, a message or a point; who vanishes leaves nothing behind."""
    groups = [(f"G{n:02d}", f"第{n}组", "", "", "") for n in range(1, 13)]
    rows = [(f"招募{chr(0x4E00 + n)}", phone_no(n), "", f"G{n % 12 + 1:02d}") for n in range(1300)]
    users, began = User.objects.count(), time.process_time()
    with django_capture_on_commit_callbacks(execute=True):
        report = bring_in(watch.station, workbook(rows, groups))
    assert time.process_time() - began < 15  # seconds of work, whatever else the machine does
    assert report.counts["added"] == 1312 and report.counts["refused"] == 0
    assert Enrolment.objects.count() == 1300
    assert (User.objects.count(), Member.objects.count()) == (users, 0)
    assert [*audience("members").people([], timezone.localdate())] == []
    asked = list(Enrolment.objects.order_by("pk"))
    for row in asked[:200]:
        joined = joining.answer_slip(
            code=codes.SLIP.of(row.pk), digits=row.phone[-4:], verb=joining.AGREE, key=uuid.uuid4(), at=timezone.now()
        )  # fmt: skip
        assert joined.kind == joining.JOINED
    gone = asked[200:203]
    for row in gone:
        told = joining.answer_slip(
            code=codes.SLIP.of(row.pk), digits=row.phone[-4:], verb=joining.NOT_ME, key=uuid.uuid4(),
            at=timezone.now(),
        )  # fmt: skip
        assert told.kind == joining.FORGOTTEN
    assert Member.objects.confirmed().count() == 200
    assert User.objects.count() == users + 200
    assert Enrolment.objects.count() == 1097
    assert traces(*(text for row in gone for text in (row.name, row.phone, row.phone_index))) == []
    assert not any(row.name in caplog.text or row.phone in caplog.text for row in gone)
    # Tasks, messages and points are given to accounts of members, and there are 200 of them.
    assert audience("members").people([], timezone.localdate()).count() == 200
    assert [rows.count() for rows in commendable() if rows.filter(member__isnull=False).exists()] == [200]
    tasks.keep_house()
    assert Notice.objects.count() == 0
    # Nothing of the uploaded list is left but the fact that there was one.
    stored = StoredFile.objects.get(purpose="imports")
    assert not stored.content
    assert traces(asked[1200].name) == ["community_enrolment: " + asked[1200].name]


def test_what_nobody_confirms_in_time_is_deleted_on_any_later_day(watch):
    row = make_enrolment(watch.group, "过期人", "13900001111", expires_at=timezone.now() - 9 * DAY)
    kept = make_enrolment(watch.group)
    assert enrolling.forget_expired(station=watch.station, at=timezone.now()) == 1
    assert enrolling.forget_expired(station=watch.station, at=timezone.now()) == 0
    assert list(Enrolment.objects.all()) == [kept]
    assert traces("过期人", "13900001111", row.phone_index) == []


def test_the_same_list_twice_doubles_nothing(watch):
    rows = [("张三", "13900000001", "", watch.group.code), ("李四", "13900000002", "", watch.group.code)]
    assert bring_in(watch.station, workbook(rows)).counts["added"] == 2
    again = bring_in(watch.station, workbook(rows))
    assert again.counts == {"added": 0, "changed": 0, "same": 2, "refused": 0}
    assert Enrolment.objects.count() == 2


def test_a_number_that_occurs_twice_is_told_with_its_row(watch):
    rows = [("张三", "13900000001", "", watch.group.code), ("李四", "13900000001", "", watch.group.code)]
    report = bring_in(watch.station, workbook(rows))
    assert report.counts["refused"] == 1 and Enrolment.objects.count() == 0
    told = report.rows[1]["problems"][0]
    assert (told["code"], told["column"]) == ("duplicate", "手机号码")


def test_everything_that_is_wrong_with_a_row_is_told_at_once(watch):
    watch.group.active = False
    watch.group.save()
    rows = [("", "13900000001", "", "nowhere"), ("", "", "", "nowhere"), ("", "139", "", watch.group.code)]
    report = bring_in(watch.station, workbook(rows))
    told = [{(one["code"], one["column"]) for one in row["problems"]} for row in report.rows]
    assert told[0] == {("unknown", "小组编码"), ("missing", "姓名")}
    assert told[1] == {("unknown", "小组编码"), ("missing", "姓名"), ("missing", "手机号码")}
    assert told[2] == {("group_closed", "小组编码"), ("missing", "姓名"), ("bad_phone", "手机号码")}


def test_the_preview_names_no_one(watch):
    make_member(watch.group, make_person(watch.station, name="老成员", phone="13900000003"))
    rows = [("张三", "13900000001", "", watch.group.code), ("王五", "13900000003", "", watch.group.code)]
    report = bring_in(watch.station, workbook(rows))
    assert report.counts["added"] == 1 and report.rows[1]["action"] == "same"
    assert "已是成员" in report.rows[1]["label"]
    assert not any(text in str(report.rows) for text in ("张三", "王五", "0001", "0003"))


def test_a_list_that_nobody_writes_is_deleted_after_some_days(watch, django_capture_on_commit_callbacks):
    stream = workbook([("张三", "13900000001", "", watch.group.code), ("缺号", "", "", watch.group.code)])
    stored = imports.store(
        station=watch.station, purpose="imports", name="a.xlsx", content=stream.getvalue(), content_type="x"
    )
    found = WorkbookImport.objects.create(
        station=watch.station, kind=KIND, file=stored, state="refused", preview=[{"label": "张三"}]
    )
    WorkbookImport.objects.filter(pk=found.pk).update(created_at=timezone.now() - 4 * DAY)
    path = stored.content.name
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.keep_house()["workbooks"] == 1
    found.refresh_from_db()
    assert (found.state, found.preview) == ("discarded", [])
    assert not default_storage.exists(path)
    assert traces("张三") == []
    assert tasks.keep_house()["workbooks"] == 0


def test_consent_makes_account_profile_group_and_proof(watch):
    row = make_enrolment(watch.group, "赵新", "13900000009")
    joined = enrolling.confirm(enrolment_id=row.pk, how=How.PHONE, at=timezone.now())
    member = joined.member
    assert joined.opened_account
    assert (member.user.name, member.user.phone) == ("赵新", "13900000009")
    assert not member.user.has_usable_password()
    assert member.number == f"{timezone.localdate().year}00001"
    assert GroupMembership.objects.get(member=member).group == watch.group
    assert Consent.objects.get(member=member).text.version == 1
    assert not Enrolment.objects.exists()


def test_one_person_one_account(watch):
    guard = make_person(watch.station, name="钱保安", phone="13900000010")
    row = make_enrolment(watch.group, "钱保安", "13900000010")
    joined = enrolling.confirm(enrolment_id=row.pk, how=How.PHONE, at=timezone.now())
    assert joined.member.user == guard
    # The slip is no key to an account that somebody else uses.
    assert not joined.opened_account


def test_the_second_of_two_taps_gets_the_answer_of_the_first(watch):
    row, key, now = make_enrolment(watch.group), uuid.uuid4(), timezone.now()
    said = {"code": codes.SLIP.of(row.pk), "digits": row.phone[-4:], "verb": joining.AGREE, "key": key, "at": now}
    first, second = joining.answer_slip(**said), joining.answer_slip(**said)
    assert first.joined.member == second.joined.member
    assert (Member.objects.count(), Consent.objects.count()) == (1, 1)
    later = said | {"at": now + datetime.timedelta(hours=1)}
    assert joining.answer_slip(**later).kind == joining.UNKNOWN


def test_wrong_digits_a_forged_slip_and_a_used_one_are_one_answer(watch):
    row = make_enrolment(watch.group, phone="13900001234")
    said = {"verb": joining.AGREE, "key": uuid.uuid4(), "at": timezone.now()}
    kinds = {
        joining.answer_slip(code=codes.SLIP.of(row.pk), digits="4321", **said).kind,
        joining.answer_slip(code="A" * 12, digits="1234", **said).kind,
        joining.answer_slip(code=codes.SLIP.of(row.pk + 1), digits="1234", **said).kind,
    }
    assert kinds == {joining.UNKNOWN}
    assert Enrolment.objects.count() == 1 and not Member.objects.exists()


def test_the_poster_tells_nobody_who_is_known(watch):
    """A stranger's number, a member's, a guard's, and a wrong name for somebody on the list: one answer."""
    make_member(watch.group, make_person(watch.station, name="成员甲", phone="13900000021"))
    make_person(watch.station, name="保安乙", phone="13900000022")
    make_enrolment(watch.group, "名单丙", "13900000023")
    said = {"group": watch.group, "verb": joining.AGREE, "at": timezone.now()}
    asked = [("成员甲", "13900000021"), ("别人", "13900000023"), ("陌生丁", "13900000024")]
    told = {joining.answer_poster(name=name, phone=phone, key=uuid.uuid4(), **said).kind for name, phone in asked}
    assert told == {joining.NOTED}
    assert Member.objects.count() == 1
    noted = Enrolment.objects.get(source=Source.QR)
    assert noted.name == "陌生丁"
    # Scanning it again does not make a member of somebody whose number nobody has compared.
    again = joining.answer_poster(name="陌生丁", phone="13900000024", key=uuid.uuid4(), **said)
    assert again.kind == joining.NOTED and Member.objects.count() == 1


def test_who_is_on_the_list_joins_by_the_poster(watch):
    make_enrolment(watch.group, "名单 丙", "13900000023")
    told = joining.answer_poster(
        group=watch.group, name="名单丙", phone="13900000023", verb=joining.AGREE, key=uuid.uuid4(), at=timezone.now()
    )  # fmt: skip
    assert told.kind == joining.JOINED and told.joined.opened_account


def test_not_me_needs_no_name(watch):
    make_enrolment(watch.group, "写错名", "13900000025")
    for phone in ("13900000025", "13900000026"):
        told = joining.answer_poster(
            group=watch.group, name="某人", phone=phone, verb=joining.NOT_ME, key=uuid.uuid4(), at=timezone.now()
        )  # fmt: skip
        assert told.kind == joining.FORGOTTEN
    assert traces("写错名", "13900000025") == []


def test_at_the_desk_the_signed_paper_is_entered(watch):
    row, today = make_enrolment(watch.group), timezone.localdate()
    said = {"enrolment_id": row.pk, "how": How.DESK, "at": timezone.now(), "actor": watch.beat.user}
    with pytest.raises(RuleBroken) as refusal:
        enrolling.confirm(**said, signed_on=today + DAY)
    assert refusal.value.code == "signed_later"
    with pytest.raises(RuleBroken):
        enrolling.confirm(**said, signed_on=today - 90 * DAY)
    joined = enrolling.confirm(**said, signed_on=today)
    consent = Consent.objects.get(member=joined.member)
    assert (consent.how, consent.signed_on, consent.entered_by) == (How.DESK, today, watch.beat.user)


def test_an_officer_enrols_for_the_own_community_only(watch):
    said = {"name": "张三", "phone": "13900000031", "source": Source.DESK, "at": timezone.now()}
    with pytest.raises(NotAllowed):
        enrolling.enrol(group=watch.other, actor=watch.beat.user, **said)
    enrolling.enrol(group=watch.group, actor=watch.beat.user, **said)
    with pytest.raises(RuleBroken) as refusal:
        enrolling.enrol(group=watch.group, actor=watch.office.user, **said)
    assert refusal.value.code == "on_the_list"


def test_who_was_struck_off_is_not_asked_again(watch):
    make_member(watch.group, make_person(watch.station, name="除名", phone="13900000041"), state="struck")
    with pytest.raises(RuleBroken) as refusal:
        enrolling.enrol(
            group=watch.group, name="除名", phone="13900000041", source=Source.DESK, at=timezone.now(),
            actor=watch.office.user,
        )  # fmt: skip
    assert refusal.value.code == "struck_off"


def test_an_enrolment_is_due_for_nobody_but_the_office(watch):
    make_enrolment(watch.group, expires_at=timezone.now() + DAY)
    today = timezone.localdate()
    assert [due.url for due in due_from(agenda.office, watch.beat.user, today)] == [reverse("enrolments")]
    assert due_from(agenda.office, watch.cast.guard, today) == agenda.renewal(watch.cast.guard, today) == []


def test_two_stations_keep_their_lists_apart(watch):
    group = make_watch_group(watch.cast.station2)
    make_enrolment(watch.group, phone="13900000051")
    make_enrolment(group, phone="13900000051")
    assert Enrolment.objects.count() == 1
