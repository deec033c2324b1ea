"""Components are words and shape before colour, tie labels to controls, and keep the address."""

import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils.translation import gettext

from stations.kit.forms import StationForm
from stations.templatetags import ui

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Components are drawn without a collected manifest."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def draw(source, path="/list/", **context):
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


class LeaveForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card")
    day = forms.DateField(label="Day")
    at = forms.DateTimeField(label="At", required=False)
    part = forms.ChoiceField(label="Part", choices=[("a", "All"), ("b", "Half")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")


class Search(forms.Form):
    q = forms.CharField(label="Words", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("", "All"), ("x", "X")], required=False)
    mine = forms.BooleanField(label="Mine", required=False)


@pytest.mark.parametrize("tone", list(ui.TONE_ICONS))
def test_every_badge_has_words_and_a_shape(tone):
    html = draw("{% state label tone %}", label="<Open>", tone=tone)
    assert f"fg-tone-{tone}" in html and "<svg" in html and "&lt;Open&gt;" in html


def test_an_unknown_tone_or_role_is_drawn_muted():
    assert "fg-tone-muted" in draw("{% state 'Odd' 'purple' %}")
    assert "fg-role-muted" in draw("{% role_badge 'x' %}")


@pytest.mark.parametrize("role", list(ui.ROLES))
def test_a_short_role_still_reads_in_full(role):
    html = draw("{% role_badge role short=True %}", role=role)
    assert "visually-hidden" in html and str(ui.ROLES[role][0]) in html and "title=" in html


def test_traffic_lights_differ_by_shape():
    shapes = {
        draw("{% traffic level 'x' %}", level=level).split("#ti-")[1].split('"')[0]
        for level in ("ok", "warn", "danger")
    }
    assert len(shapes) == 3


def test_a_field_ties_label_help_and_error_to_its_control():
    html = draw("{% field form.name %}", form=LeaveForm({}))
    assert 'for="id_name"' in html and 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html and 'id="id_name_helptext"' in html
    assert "form-control is-invalid" in html and 'aria-invalid="true"' in html


def test_a_hint_made_of_a_stations_own_words_is_text():
    form = LeaveForm()
    form.fields["name"].help_text = "Proposed: <b onclick=x>team</b>"
    assert "&lt;b onclick" in draw("{% field form.name %}", form=form)


def test_dates_use_the_browsers_picker_in_iso():
    form = LeaveForm(initial={"day": datetime.date(2026, 11, 22), "at": datetime.datetime(2026, 11, 22, 8)})
    html = draw("{% fields form %}", form=form)
    assert 'type="date"' in html and 'value="2026-11-22"' in html
    assert 'type="datetime-local"' in html and 'value="2026-11-22T08:00"' in html


def test_choices_are_a_fieldset_with_a_legend():
    html = draw("{% field form.part %}", form=LeaveForm({"part": "b"}))
    assert "<fieldset" in html and "<legend" in html
    assert 'value="b" id="id_part_1" checked' in html and 'for="id_part_1"' in html


def test_the_filter_bar_counts_what_is_set():
    html = draw("{% filter_bar filter %}", filter=SimpleNamespace(form=Search({"kind": "x", "q": "abc"})))
    assert '<span class="fg-pill">1</span>' in html and "fg-filter-q" in html
    assert "fg-pill" not in draw("{% filter_bar filter %}", filter=SimpleNamespace(form=Search({})))


def test_paging_and_export_keep_the_filters():
    page = Paginator(range(100), 10).page(2)
    html = draw("{% pager page %}{% export_menu %}", path="/list/?state=open&page=2", page=page)
    assert "?state=open&amp;page=3" in html and 'aria-current="page"' in html
    assert "?state=open&amp;format=xlsx" in html


def test_one_page_needs_no_pager():
    assert "<nav" not in draw("{% pager page %}", page=Paginator(range(3), 10).page(1))


def test_a_confirmation_names_the_object_and_posts():
    html = draw("{% confirm_button '/x/' label 'Delete' reason=True %}", label="Case 7", csrf_token="t")
    assert "Case 7" in html and 'method="post"' in html and 'value="t"' in html and 'name="reason"' in html


@pytest.mark.parametrize(("state", "polls"), [("running", True), ("done", False), ("failed", False)])
def test_a_job_polls_until_it_is_finished(state, polls):
    job = SimpleNamespace(
        pk=1, state=state, done=1, total=2, percent=50, message="Half way", get_absolute_url="/jobs/1/"
    )
    html = draw("{% progress job %}", job=job)
    assert ('hx-trigger="every 1s"' in html) is polls and "<progress" in html


def test_a_timeline_and_an_empty_list_say_something():
    at = datetime.datetime(2026, 11, 22, 8, 5)
    entry = SimpleNamespace(at=at, actor_name="Alice", sentence="Took over", tone="ok", icon="")
    assert "2026-11-22 08:05" in draw("{% timeline entries %}", entries=[entry])
    assert "<li" in draw("{% timeline entries %}", entries=[])
    loop = "{% for x in 'a' %}{% empty_state 'Nothing' 'Add one' '/new/' 'Add' %}{% endfor %}"
    assert 'href="/new/"' in draw(loop)


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_no_context(code):
    html = get_template(f"{code}.html").render({})
    assert "<h1>" in html and 'href="/"' in html


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_keep_the_content_security_policy(path):
    source = path.read_text("utf-8")
    for forbidden in (" style=", "hx-on", "javascript:", "js:", "<style", " onclick=", "<script>"):
        assert forbidden not in source, f"{path} holds {forbidden!r}, which the CSP blocks"


def test_every_icon_named_here_is_in_the_sprite():
    names = set((ROOT / "config/local/icons.txt").read_text("utf-8").split())
    used = set(ui.TONE_ICONS.values())
    for path in (ROOT / "templates").rglob("*.html"):
        used |= {part.split('"')[0] for part in path.read_text("utf-8").split('{% icon "')[1:]}
    assert used <= names


def test_a_form_that_takes_words_says_what_must_not_be_entered():
    class Written(StationForm):
        reason = forms.CharField()

    class Picked(StationForm):
        day = forms.DateField()

    secret = gettext("Do not enter state secrets or internal work secrets here.")
    assert secret in draw("{% fields form %}", form=Written())
    assert secret not in draw("{% fields form %}", form=Picked())
