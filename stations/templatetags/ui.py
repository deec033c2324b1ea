"""The components every page is made of: ``{% load ui %}``.

    {% icon "calendar-time" %}                              decorative, from static/vendor/icons.svg
    {% state label tone icon="" %}                          badge of a state, always words and a shape
    {% role_badge role short=False %}                       primary secondary rest fixed absent
    {% traffic level text %}                                ok warn danger, each its own shape
    {% timeline entries %}                                  entries: .at .actor_name .sentence .tone .icon
    {% stat label value unit="" hint="" url="" tone="" %}   figure tile
    {% meter value maximum tone="" label="" %}              bar with its figures beside it
    {% progress job %}                                      polls job.get_absolute_url until finished
    {% empty title text="" action_url="" action_label="" icon="" %}
    {% field form.name %}   {% fields form %}               label, control, help, errors
    {% filter_bar filter %} {% pager page %} {% export_menu %}   state lives in the address
    {% confirm_button url label verb_text tone="danger" reason=False %}   asks, naming the object, then POSTs

Tones: primary secondary rest fixed absent (duty roles), ok warn danger info muted (states).
Inside ``{% for %}`` write ``{% empty_state … %}``: there ``{% empty %}`` belongs to the loop.
Whole pages: extend ``base.html`` or one of ``components/``: ``list.html``, ``detail.html``, ``plain.html``.
"""

import copy
import html
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.forms import StationForm

register = template.Library()

TONE_ICONS = {
    "primary": "shield-check",
    "secondary": "shield-half",
    "rest": "moon",
    "fixed": "pin",
    "absent": "user-off",
    "ok": "circle-check",
    "warn": "alert-triangle",
    "danger": "alert-octagon",
    "info": "info-circle",
    "muted": "circle-dashed",
}
ROLES = {
    "primary": (_("Primary duty"), pgettext_lazy("duty role, one character", "P")),
    "secondary": (_("Secondary duty"), pgettext_lazy("duty role, one character", "S")),
    "rest": (_("Resting"), pgettext_lazy("duty role, one character", "R")),
    "fixed": (_("Fixed post"), pgettext_lazy("duty role, one character", "F")),
    "absent": (_("Absent"), pgettext_lazy("duty role, one character", "A")),
}
MESSAGE_TONES = {"error": "danger", "warning": "warn", "success": "ok"}
FINISHED = {"done", "finished", "succeeded", "success", "failed", "cancelled", "expired"}
SEARCH_NAMES = ("q", "search", "keyword")
# Widgets whose templates draw one plain input.
PLAIN_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in (
        "input", "text", "number", "email", "url", "search", "tel", "color", "password", "hidden", "date", "datetime",
        "time", "file",
    )
)  # fmt: skip
NATIVE_INPUTS = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


# Marks: icons, badges, lights


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A Tabler outline icon by name, hidden from screen readers: put words beside it."""
    return _icon(str(name), str(css))


# A page draws more than a hundred of a few dozen.
@lru_cache(maxsize=512)
def _icon(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#ti-{}"></use></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
def state(label: Any, tone: str = "muted", icon: str = "") -> SafeString:
    """A badge that tells a state by words and shape; the tone only repeats it."""
    tone = tone if tone in TONE_ICONS else "muted"
    return format_html('<span class="fg-badge fg-tone-{}">{}{}</span>', tone, _shape(tone, icon), label)


@register.simple_tag
def role_badge(role: str, short: bool = False) -> SafeString:
    """A duty role: 正班 副班 休班 固定岗 缺勤; ``short`` shows one character, as month grids need."""
    label, letter = ROLES.get(role, (role, role))
    tone = role if role in ROLES else "muted"
    if short:
        return format_html(
            '<span class="fg-role fg-role-short fg-role-{}" title="{}"><span aria-hidden="true">{}</span>'
            '<span class="visually-hidden">{}</span></span>',
            tone, label, letter, label,
        )  # fmt: skip
    return format_html('<span class="fg-role fg-role-{}">{}{}</span>', tone, _shape(tone, ""), label)


@register.simple_tag
def traffic(level: str, text: Any) -> SafeString:
    """A traffic light with its words: ``ok`` a disc, ``warn`` a triangle, ``danger`` an octagon."""
    level = level if level in {"ok", "warn", "danger"} else "muted"
    return format_html('<span class="fg-traffic fg-tone-{}">{}<span>{}</span></span>', level, _shape(level, ""), text)


@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of a Django message by its level tag."""
    return MESSAGE_TONES.get(level_tag, "info")


@register.filter
def tone_icon(tone: str) -> str:
    """The shape that stands for a tone."""
    return TONE_ICONS.get(tone, TONE_ICONS["muted"])


def _shape(tone: str, name: str) -> SafeString:
    return icon(name or TONE_ICONS.get(tone, TONE_ICONS["muted"]))


# Figures


@register.inclusion_tag("components/stat.html")
def stat(label: Any, value: Any, unit: Any = "", hint: Any = "", url: str = "", tone: str = "") -> dict[str, Any]:
    """A figure with its name and unit; with ``url`` the whole tile opens what lies behind the figure."""
    return {"label": label, "value": value, "unit": unit, "hint": hint, "url": url, "tone": tone}


@register.inclusion_tag("components/meter.html")
def meter(value: Any, maximum: Any, tone: str = "", label: Any = "") -> dict[str, Any]:
    """A bar with ``value / maximum`` written beside it."""
    return {"value": value or 0, "maximum": maximum or 0, "tone": tone, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(job: Any) -> dict[str, Any]:
    """Long work under way: htmx fetches the job's page each second and takes this same part from it."""
    finished = getattr(job, "is_finished", None)
    if finished is None:
        finished = str(job.state) in FINISHED
    tone = "info"
    if finished:
        tone = "ok" if str(job.state) in {"done", "finished", "succeeded", "success"} else "danger"
    return {"job": job, "finished": finished, "tone": tone}


# Lists


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Any) -> dict[str, Any]:
    """What happened, newest first as given: time, who, sentence."""
    return {"entries": entries}


@register.inclusion_tag("components/empty.html", name="empty_state")
@register.inclusion_tag("components/empty.html")
def empty(
    title: Any, text: Any = "", action_url: str = "", action_label: Any = "", icon: str = "inbox"
) -> dict[str, Any]:
    """An empty list that says what to do next."""
    return {
        "title": title,
        "text": text,
        "url": action_url,
        "action_label": action_label,
        "icon": icon or "inbox",
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page) -> dict[str, Any]:
    """Links to the other pages; every other parameter of the address stays."""
    numbers = []
    if page is not None and page.paginator.num_pages > 1:
        numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    return {"page": page, "numbers": numbers, "request": context.get("request")}


@register.inclusion_tag("components/export_menu.html", takes_context=True)
def export_menu(context: Context) -> dict[str, Any]:
    """The list as a file, with the filters of the address: ``?format=xlsx`` or ``csv``."""
    return {"request": context.get("request")}


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: Context, filter: Any) -> dict[str, Any]:
    """A FilterSet's form as one row; on a phone the search stays and the rest folds behind a button."""
    form = filter.form
    visible = [(bound, _control(bound)) for bound in form.visible_fields()]
    search = next((pair for pair in visible if pair[0].name in SEARCH_NAMES), None)
    active = [bound for bound, _html in visible if _is_set(bound)]
    return {
        "form": form,
        "search": search,
        "others": [pair for pair in visible if pair is not search],
        "hidden": [bound for bound in form.hidden_fields() if _is_set(bound)],
        "active": len(active),
        "folded": len([bound for bound in active if not search or bound is not search[0]]),
        "request": context.get("request"),
    }


def _is_set(bound: forms.BoundField) -> bool:
    """Whether the reader chose something for this filter."""
    value = bound.data if bound.form.is_bound else None
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return bool(value)
    if isinstance(value, list | tuple):
        return any(part not in (None, "") for part in value)
    return value not in (None, "", "unknown")


# Forms


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField, css: str = "") -> dict[str, Any]:
    """One form field: label, control, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = "control"
    if isinstance(widget, forms.CheckboxInput):
        kind = "check"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "choices"
    wide = kind != "control" or isinstance(widget, forms.Textarea | forms.FileInput | forms.MultiWidget)
    control = "" if kind == "choices" else _control(bound)
    return {"field": bound, "kind": kind, "css": css, "wide": wide, "control": control, "id": bound.auto_id}


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """Every field of a form in order, with the form's own errors on top and the notice of SE-28 below.

    What few people fill in a form names in ``folded``; it stands behind its ``fold_label``, open once it has a value.
    """
    names = getattr(form, "folded", ())
    behind = [bound for bound in form.visible_fields() if bound.name in names]
    return {
        "form": form, "notice": _takes_words(form), "folded": behind, "fold_label": getattr(form, "fold_label", ""),
        "open": [bound for bound in form.visible_fields() if bound.name not in names],
        "unfolded": any(bound.errors or bound.value() for bound in behind),
    }  # fmt: skip


def _takes_words(form: forms.BaseForm) -> bool:
    """Whether something can be written into a station form, or a file sent: there the notice of SE-28 stands."""
    widgets = [(bound.field, bound.field.widget) for bound in form.visible_fields()]
    if any(isinstance(field, forms.FileField) for field, _widget in widgets):
        return True
    return isinstance(form, StationForm) and any(
        isinstance(field, forms.CharField) and isinstance(widget, forms.TextInput | forms.Textarea)
        for field, widget in widgets
    )


def _control(bound: forms.BoundField) -> SafeString:
    """The control itself, with Bootstrap's classes and the browser's own date and time pickers."""
    widget = bound.field.widget
    css = f"{widget.attrs.get('class', '')} {_css_class(widget)}"
    if bound.errors:
        css += " is-invalid"
    attrs: dict[str, Any] = {"class": css.strip()}
    if bound.auto_id and not bound.is_hidden:
        described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
        described += [f"{bound.auto_id}_error"] if bound.errors else []
        if described:
            attrs["aria-describedby"] = " ".join(described)
    if isinstance(widget, forms.MultiWidget):
        attrs["aria-label"] = bound.label
    if isinstance(widget, forms.Select) and widget.template_name == forms.Select.template_name:
        return _select(bound, widget, bound.build_widget_attrs(attrs, widget))
    native = _native(copy.deepcopy(widget))
    if isinstance(native, forms.widgets.Input) and native.template_name in PLAIN_INPUTS:
        return _input(bound, native, bound.build_widget_attrs(attrs, native))
    return bound.as_widget(widget=native, attrs=attrs)


# What Django's templates of a choice and of an input draw, in Python: a hundred options cost more there than a page's
# queries.


def _select(bound: forms.BoundField, widget: forms.Select, attrs: dict[str, Any]) -> SafeString:
    drawn = forms.Widget.get_context(widget, bound.html_name, bound.value(), _named(bound, widget, attrs))["widget"]
    if widget.allow_multiple_selected:
        drawn["attrs"]["multiple"] = True
    groups = []
    for label, options, _index in widget.optgroups(bound.html_name, drawn["value"]):
        inside = "".join(map(_option, options))
        groups.append(f'<optgroup label="{_text(label)}">{inside}</optgroup>' if label else inside)
    return mark_safe(f'<select name="{_text(drawn["name"])}"{flatatt(drawn["attrs"])}>{"".join(groups)}</select>')


def _option(one: dict[str, Any]) -> str:
    more = flatatt(one["attrs"]) if one["attrs"] else ""
    return f'<option value="{_text(one["value"])}"{more}>{_text(one["label"])}</option>'


def _input(bound: forms.BoundField, widget: forms.widgets.Input, attrs: dict[str, Any]) -> SafeString:
    if bound.field.localize:
        widget.is_localized = True
    drawn = widget.get_context(bound.html_name, bound.value(), _named(bound, widget, attrs))["widget"]
    value = "" if drawn["value"] is None else f' value="{_text(drawn["value"])}"'
    name = _text(drawn["name"])
    return mark_safe(f'<input type="{_text(drawn["type"])}" name="{name}"{value}{flatatt(drawn["attrs"])}>')


def _named(bound: forms.BoundField, widget: forms.Widget, attrs: dict[str, Any]) -> dict[str, Any]:
    return {"id": bound.auto_id} | attrs if bound.auto_id and "id" not in widget.attrs else attrs


def _text(value: Any) -> str:
    """Escaped; quicker than Django's, which also takes words of other languages before their time."""
    found = value if isinstance(value, str) else str(value)
    return found if isinstance(found, SafeString) else html.escape(found)


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def _native(widget: forms.Widget) -> forms.Widget:
    """Let plain date and time inputs use the browser's picker, which reads and writes ISO only."""
    if isinstance(widget, forms.MultiWidget):
        widget.widgets = [_native(part) for part in widget.widgets]
    for kind, input_type, iso in NATIVE_INPUTS:
        if isinstance(widget, kind) and widget.input_type == "text":
            widget.input_type, widget.format = input_type, iso
            break
    return widget


# Verbs


@register.inclusion_tag("components/confirm_button.html", takes_context=True)
def confirm_button(
    context: Context, url: str, label: Any, verb_text: Any, tone: str = "danger", reason: bool = False
) -> dict[str, Any]:
    """A verb that asks first, naming the object ``label``; ``reason`` adds a required field of that name."""
    return {
        "url": url,
        "label": label,
        "verb": verb_text,
        "tone": tone if tone in {"danger", "warning", "primary", "success"} else "danger",
        "reason": reason,
        "csrf_token": context.get("csrf_token"),
    }
