"""Pages of imports: who gets in, what the preview shows, and that a step works once."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from stations.imports import actions
from stations.imports.models import WorkbookImport
from stations.imports.reading import OLE
from stations.kit.scoping import in_station
from stations.organisation.importer import KIND
from stations.organisation.models import Officer
from tests.factories import make_community, make_community_post
from tests.stations.imports.books import PEOPLE, TEAMS, book, judged, person
from tests.stations.imports.test_actions import TWO, checked


@pytest.fixture
def browser(cast, client_of):
    return client_of(cast.chief)


@pytest.fixture
def preview(cast):
    with in_station(cast.station):
        return checked(book(**TWO), cast.station, cast.chief.user)


def test_only_keepers_see_the_pages(cast, client_of, preview):
    pages = [
        reverse("imports"),
        reverse("import-new"),
        reverse("import-template", args=[KIND]),
        preview.get_absolute_url(),
    ]
    for page in pages:
        assert client_of(cast.chief).get(page).status_code == 200
        for person_ in (cast.officer, cast.desk, cast.auxiliary, cast.guard):
            assert client_of(person_).get(page).status_code == 403
        assert "login" in client_of(cast.chief).__class__().get(page).url


def test_who_may_import_one_kind_gets_nothing_of_another(cast, client_of, preview):
    with in_station(cast.station):
        make_community_post(make_community(cast.station), cast.officer, "A")
    officer = client_of(cast.officer)  # enterprises and surveys of the area, never the people of the station
    assert officer.get(reverse("imports")).status_code == 200
    assert not officer.get(reverse("imports")).context["page"].object_list
    assert officer.get(reverse("import-template", args=[KIND])).status_code == 403
    assert officer.get(preview.get_absolute_url()).status_code in (403, 404)
    assert officer.get(reverse("file", args=[preview.file_id])).status_code == 403


def test_another_station_sees_nothing_of_it(cast, client_of, preview):
    stranger = client_of(cast.chief2)
    assert stranger.get(preview.get_absolute_url()).status_code == 404
    for verb in ("apply", "recheck", "discard"):
        assert stranger.post(reverse(f"import-{verb}", args=[preview.pk])).status_code == 404
    assert not stranger.get(reverse("imports")).context["page"].object_list


def test_a_workbook_goes_in_by_the_page(cast, browser, django_capture_on_commit_callbacks):
    file = SimpleUploadedFile("花名册.xlsx", book(**TWO))
    answer = browser.post(reverse("import-new"), {"kind": KIND, "file": file})
    with in_station(cast.station):
        found = WorkbookImport.objects.get()
        assert answer.url == found.get_absolute_url() and found.job.state == "queued"
        assert found.file.name == "花名册.xlsx"
    assert b"hx-get" in browser.get(answer.url).content


@pytest.mark.parametrize("content", [OLE + b"old", b"text", b""])
def test_a_wrong_file_is_refused_in_the_form(browser, content):
    answer = browser.post(reverse("import-new"), {"kind": KIND, "file": SimpleUploadedFile("x.xls", content)})
    assert answer.status_code == 200 and answer.context["form"].errors["file"]


def test_the_preview_filters_and_pages(cast, browser):
    people = [PEOPLE, *(person(f"P{number:03d}") for number in range(60)), person("P000")]
    with in_station(cast.station):
        found = checked(book(队室=[TEAMS, ("前东队", "社区警务队", 1)], 人员=people), cast.station, cast.chief.user)
    page = found.get_absolute_url()
    everything = browser.get(page).context["page"]
    assert everything.paginator.count == 62 and len(everything.object_list) == 50
    assert everything.object_list[0]["action"] == "refused"
    refused = browser.get(page, {"outcome": "refused", "sheet": "人员"}).context["page"].object_list
    assert [row["row"] for row in refused] == [62]
    assert not browser.get(page, {"outcome": "nonsense"}).context["page"].object_list


def test_applying_discarding_and_doing_either_twice(cast, browser, preview):
    assert browser.post(reverse("import-apply", args=[preview.pk])).url == preview.get_absolute_url()
    assert browser.get(reverse("import-apply", args=[preview.pk])).status_code == 405
    browser.post(reverse("import-discard", args=[preview.pk]))
    with in_station(cast.station):
        preview.refresh_from_db()
        assert preview.state == "applying"
        actions.run_apply(import_id=preview.pk)
        assert Officer.objects.filter(police_no="A1").exists()
    browser.post(reverse("import-apply", args=[preview.pk]))
    with in_station(cast.station):
        preview.refresh_from_db()
        assert preview.state == "applied"


def test_a_page_costs_the_same_for_many_imports(cast, browser, django_assert_max_num_queries):
    with in_station(cast.station):
        for _number in range(3):
            checked(book(**TWO), cast.station, cast.chief.user)
    with django_assert_max_num_queries(15):
        browser.get(reverse("imports"))


def test_the_template_explains_itself_offers_words_and_can_be_sent_back(cast, browser):
    content = browser.get(reverse("import-template", args=[KIND])).content
    made = load_workbook(io.BytesIO(content))
    assert made.sheetnames[0] == "填写说明" and {"人员", "网格", "轮值方案"} <= set(made.sheetnames)
    people = made["人员"]
    offered = {rule.promptTitle: rule.formula1 for rule in people.data_validations.dataValidation}
    assert offered["职务"].startswith('"所长,') and offered["队室"] == "'队室'!$A$2:$A$500"
    assert people.column_dimensions["A"].number_format == "@" and people["A1"].value == "警号 *"
    for title, rule in ((page.title, rule) for page in made for rule in page.data_validations.dataValidation):
        assert len(rule.formula1 or "") <= 255, title
    made["队室"].append(["前东队", "社区警务队", 1])
    people.append(["A1", "李一", "民警", "民警", "前东队", "2024-01-01"])
    stream = io.BytesIO()
    made.save(stream)
    with in_station(cast.station):
        report, _plan = judged(stream.getvalue(), cast.station)
    assert report.counts == {"added": 2, "changed": 0, "same": 0, "refused": 0} and not report.notes


def test_whoever_comes_from_a_room_finds_its_workbook_chosen(cast, client_of):
    page = client_of(cast.chief).get(reverse("import-new"), {"kind": "quiz"})
    assert page.context["form"]["kind"].value() == "quiz" and page.context["kinds"][0].kind == "quiz"
    assert client_of(cast.chief).get(reverse("import-new"), {"kind": "nothing"}).status_code == 200


def test_from_a_refused_workbook_one_tap_leads_to_the_upload_of_its_kind(cast, client_of):
    chief = client_of(cast.chief)
    with in_station(cast.station):
        refused = checked(book(队室=[TEAMS, ("某队", "不存在的类别", 3)]), cast.station, cast.chief.user)
        good = checked(book(**TWO), cast.station, cast.chief.user)
    way = f"{reverse('import-new')}?kind={KIND}"
    assert way in chief.get(refused.get_absolute_url()).content.decode()
    assert way not in chief.get(good.get_absolute_url()).content.decode()
