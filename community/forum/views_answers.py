"""The office's pages of official answers and of the station's notices."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from community.forum import answers, forms, keeping, news, readings, rules, tables
from community.forum.filters import AnswerFilter, NewsFilter
from community.forum.models import Announcement, ForumTopic, OfficialAnswer
from community.groups.codes import door, door_address
from community.groups.documents import door_poster
from community.groups.views import pdf
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

ANSWER_FORMS = {
    "confirm": (forms.ConfirmForm, answers.confirm, gettext_lazy("It holds for longer.")),
    "revise": (forms.ReviseForm, answers.revise, gettext_lazy("Changed. Who asked is told.")),
    "publish": (forms.ReachForm, answers.publish, gettext_lazy("Saved.")),
}
NEWS_FORMS = {
    "extend": (forms.LastDayForm, news.extend, gettext_lazy("Saved.")),
    "withdraw": (forms.ReasonForm, news.withdraw, gettext_lazy("Withdrawn.")),
}
NEWS_TONES = {"draft": "muted", "published": "ok", "withdrawn": "danger"}


@page(rules.may_see_forum)
def official_answers(request):
    """All official answers, what is under review among them."""
    filterset = AnswerFilter(request.GET, readings.answers(), request=request)

    return list_page(
        request, "community/forum/answers.html", filterset, title=_("Official answers"), columns=tables.ANSWERS,
        record_export=leaves(request, "official-answers"), today=timezone.localdate(),
        may_write=bool(rules.is_officer(request.user)),
    )  # fmt: skip


@page(rules.may_see_forum)
def official_answer(request, pk: int):
    """One official answer: its ground, how long it holds, whose question it answered, its verbs."""
    found = get_object_or_404(readings.answers(), pk=pk)
    context = {
        "answer": found, "today": timezone.localdate(), "verbs": rules.ANSWER.verbs(found, request.user),
        "questions": readings.listed().filter(answer=found)[:20],
        "timeline": lines(Entry.objects.about(found).select_related("actor")),
    }  # fmt: skip
    return render(request, "community/forum/answer.html", context)


@page(rules.is_officer)
def answer_new(request):
    """An official answer before anybody asks."""
    settings = readings.settings_of(request.station)
    initial = {"valid_until": rules.valid_until(settings, timezone.localdate()), "reach": "public"}

    def made(title, **values):
        return answers.write_faq(station=request.station, actor=request.user, question=title, **values)

    return form_page(
        request, forms.FaqForm(request.POST or None, initial=initial), made, heading=_("New official answer"),
        done=_("Saved."), back=reverse("official-answers"),
    )  # fmt: skip


@page(rules.may_see_forum)
def answer_verb(request, pk: int, verb: str):
    """Review, change, say who reads it, retire."""
    found = get_object_or_404(OfficialAnswer.objects.all(), pk=pk)
    if verb == "retire" and request.method == "POST":
        return act(request, lambda: answers.retire(answer=found, actor=request.user), _("Retired."), found)
    if verb not in ANSWER_FORMS:
        raise Http404
    form, action, done = ANSWER_FORMS[verb]
    longer = rules.valid_until(readings.settings_of(request.station), timezone.localdate())
    initial = {"title": found.question, "text": found.text, "basis": found.basis, "valid_until": longer,
               "reach": found.reach}  # fmt: skip

    def carried_out(**values):
        if "title" in values:
            values["question"] = values.pop("title")
        action(answer=found, actor=request.user, **values)

    label = next(step.label for step in rules.ANSWER.steps if step.verb == verb)
    return form_page(
        request, form(request.POST or None, initial=initial), carried_out, heading=label, done=done,
        back=found.get_absolute_url(), submit=label, intro=found.question,
    )  # fmt: skip


@page(rules.may_see_forum)
def announcements(request):
    """Notices of the station: shown now, drafts, past."""
    filterset = NewsFilter(request.GET, Announcement.objects.select_related("written_by__user"), request=request)

    return list_page(
        request, "community/forum/announcements.html", filterset, title=_("Notices to the public"),
        columns=tables.NEWS, record_export=leaves(request, "announcements"), today=timezone.localdate(),
        tones=NEWS_TONES, may_write=bool(rules.is_officer(request.user)),
    )  # fmt: skip


@page(rules.may_see_forum)
def announcement(request, pk: int):
    """One notice of the station with its verbs."""
    found = get_object_or_404(Announcement.objects.select_related("written_by__user"), pk=pk)
    context = {
        "news": found, "today": timezone.localdate(), "tone": NEWS_TONES[found.state],
        "verbs": rules.NEWS.verbs(found, request.user, timezone.now()),
        "timeline": lines(Entry.objects.about(found).select_related("actor")),
    }  # fmt: skip
    return render(request, "community/forum/announcement.html", context)


@page(rules.is_officer)
def announcement_edit(request, pk: int | None = None):
    """Write or change a draft."""
    row = get_object_or_404(Announcement.objects.all(), pk=pk) if pk else None
    names = ("title", "body", "ends_on", "audience", "parts", "important")
    form = forms.NewsForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else {})

    def saved(**values):
        return news.save_draft(station=request.station, actor=request.user, news=row, **values)

    return form_page(
        request, form, saved, heading=_("Notice to the public"), done=_("Saved as a draft."),
        back=row.get_absolute_url() if row else reverse("announcements"),
    )  # fmt: skip


@page(rules.may_see_forum)
def announcement_verb(request, pk: int, verb: str):
    """Publish, another last day, withdraw, discard."""
    found = get_object_or_404(Announcement.objects.all(), pk=pk)
    taps = {"publish": (news.publish, _("Published.")), "discard": (news.discard, _("Discarded."))}
    if verb in taps and request.method == "POST":
        action, done = taps[verb]
        return act(request, lambda: action(news=found, actor=request.user), done, found)
    if verb not in NEWS_FORMS:
        raise Http404
    form, action, done = NEWS_FORMS[verb]
    label = next(step.label for step in rules.NEWS.steps if step.verb == verb)
    return form_page(
        request, form(request.POST or None, initial={"ends_on": found.ends_on}),
        lambda **values: action(news=found, actor=request.user, **values) and None,
        heading=label, done=done, back=found.get_absolute_url(), submit=label, intro=found.title,
    )  # fmt: skip


# Settings


@page(rules.keeps_forum)
def setup(request):
    """Numbers, switches and topics."""
    row = readings.settings_of(request.station)
    names = forms.SettingsForm.base_fields
    form = forms.SettingsForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    return form_page(
        request, form,
        lambda **values: keeping.keep_settings(station=request.station, actor=request.user, **values) and None,
        heading=_("Forum settings"), done=_("Saved."), back=reverse("forum-settings"),
        template="community/forum/settings.html", topics=ForumTopic.objects.select_related("officer__user"),
        **door("public-forum", request.station, "forum-poster"),
    )  # fmt: skip


@page(rules.keeps_forum)
def poster(request):
    """The public page as a poster: questions and suggestions, without a login."""
    content = door_poster(
        station=request.station, title=_("Ask the police, propose something"), call=_("Scan, write, read the answer"),
        address=door_address("public-forum", request.station),
        lines=[
            _("No name is asked for. You get a code; with it you read the answer."),
            _("Many questions are answered already: search first."),
            _("In an emergency call 110 at once."),
        ],
    )  # fmt: skip
    return pdf(content, "questions")


@page(rules.keeps_forum)
def topic(request, pk: int | None = None):
    """Make or change a topic."""
    row = get_object_or_404(ForumTopic.objects.all(), pk=pk) if pk else None
    names = ("name", "icon", "officer", "whole_station", "order", "active")
    form = forms.TopicForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else {})

    def saved(**values):
        keeping.save_topic(station=request.station, actor=request.user, topic=row, **values)

    return form_page(
        request, form, saved,
        heading=row.name if row else pgettext_lazy("forum", "New topic"), done=_("Saved."),
        back=reverse("forum-settings"),
    )  # fmt: skip


@page(rules.keeps_forum)
@require_POST
def install(request):
    """Begin with the topics that come with the house."""
    return act(
        request, lambda: keeping.install(station=request.station, actor=request.user),
        _("The first topics are there."), "forum-settings",
    )  # fmt: skip
