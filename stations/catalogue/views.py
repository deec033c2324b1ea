"""Pages of the station's own lists: categories, control elements, places; and what choosers ask them."""

from dataclasses import asdict

from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from stations.catalogue import actions, forms, readings, rules, tables
from stations.catalogue.filters import CategoryFilter, SpotFilter, spots
from stations.catalogue.models import Category, Element, Spot
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines, story

LINES, CANDIDATES = 20, 30


# -- categories ------------------------------------------------------------------------------------------------


@page(rules.may_see_catalogue)
def categories(request):
    """The classification tree; exported with the same filters as a plain list."""
    found = CategoryFilter(request.GET, queryset=Category.objects.order_by("code"), request=request)
    values = found.form.cleaned_data if found.is_valid() else {}
    if request.GET.get("format") in {"xlsx", "csv"}:
        return list_page(
            request, "catalogue/categories.html", found, title=_("Categories"), columns=tables.CATEGORY_COLUMNS,
            record_export=leaves(request, "categories"),
        )  # fmt: skip
    active = {"yes": True, "no": False}.get(values.get("active"))
    branches = readings.branches(values.get("q", ""), values.get("kind", ""), active)
    context = {
        "heading": _("Categories"),
        "filter": found,
        "branches": branches,
        "total": sum(branch.hits for branch in branches),
        "opened": found.form.has_changed(),
        "may_keep": rules.may_keep_catalogue(request.user),
    }
    return render(request, "catalogue/categories.html", context)


@page(rules.may_see_catalogue)
def category(request, pk: int):
    """One category: what it means in reports, what lies below it, its history."""
    row = get_object_or_404(Category.objects.select_related("parent"), pk=pk)
    context = {
        "heading": row.name,
        "category": row,
        "children": row.children.order_by("order", "code"),
        "may_keep": rules.may_keep_catalogue(request.user),
        "may_have_children": row.level < rules.DEEPEST and row.active,
        "timeline": story(row, 20),
    }
    return render(request, "catalogue/category.html", context)


@page(rules.may_keep_catalogue)
def category_new(request):
    """Enter a category."""
    parent = Category.objects.filter(pk=request.GET.get("parent") or None).first() if _number(request) else None
    initial = {"parent": parent, "fold": parent.fold, "grade": parent.grade} if parent else {}
    return form_page(
        request,
        forms.NewCategoryForm(request.POST or None, initial=initial),
        lambda **values: _then(
            actions.add_category(station=request.station, actor=request.user, **values), "category"
        ),
        heading=_("New category"),
        done=_("Saved."),
        back=reverse("categories"),
    )


def _add(request, values: dict):
    return _then(actions.add_category(station=request.station, actor=request.user, **values), "category")


def _number(request) -> bool:
    return request.GET.get("parent", "").isdecimal()


class _then:
    """Where a form leads once it is saved."""

    def __init__(self, row, name: str):
        self.address = reverse(name, args=[row.pk])

    def get_absolute_url(self) -> str:
        """The page of the row."""
        return self.address


@page(rules.may_keep_catalogue)
def category_edit(request, pk: int):
    """Change facts of a category."""
    row = get_object_or_404(Category.objects.all(), pk=pk)
    initial = {key: getattr(row, key) for key in actions.CATEGORY_FIELDS}
    return form_page(
        request,
        forms.CategoryForm(request.POST or None, initial=initial),
        lambda **values: actions.change_category(category=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        done=_("Saved."),
        back=reverse("category", args=[row.pk]),
        intro=row.path,
    )


@require_POST
@page(rules.may_keep_catalogue)
def category_use(request, pk: int):
    """Take a category out of use, or into use again."""
    row = get_object_or_404(Category.objects.all(), pk=pk)
    active = not row.active
    verb = lambda: actions.set_category_active(category=row, active=active, actor=request.user)  # noqa: E731
    done = _("The category is in use again.") if active else _("The category is no longer offered.")
    return act(request, verb, done, reverse("category", args=[row.pk]))


@require_POST
@page(rules.may_keep_catalogue)
def categories_defaults(request):
    """Start from the tree that comes with the house."""
    verb = lambda: actions.install_defaults(station=request.station, actor=request.user)  # noqa: E731
    return act(request, verb, _("The starting set is entered; change it as the station needs."), "categories")


@require_safe
@page(rules.may_see_catalogue)
def categories_find(request):
    """Categories for a chooser, as JSON: by Chinese, pinyin, initials or code."""
    found = readings.search_categories(request.GET.get("q", "")[:40], request.GET.get("kind", ""))
    return JsonResponse({"results": [asdict(row) for row in found]})


# -- control elements ------------------------------------------------------------------------------------------


@page(rules.may_see_catalogue)
def elements(request):
    """Control elements, which officers tick when they report a result."""
    changes = Entry.objects.filter(Q(subject_type="element") | Q(verb="catalogue.defaults"))
    context = {
        "heading": _("Control elements"),
        "elements": Element.objects.all(),
        "may_keep": rules.may_keep_catalogue(request.user),
        "timeline": lines(changes.select_related("actor").order_by("-id")[:LINES]),
    }
    return render(request, "catalogue/elements.html", context)


@page(rules.may_keep_catalogue)
def element_set(request, pk: int | None = None):
    """Enter or change a control element."""
    row = get_object_or_404(Element.objects.all(), pk=pk) if pk else None
    initial = {key: getattr(row, key) for key in ("code", "name", "order", "active")} if row else {}
    return form_page(
        request,
        forms.ElementForm(request.POST or None, initial=initial),
        lambda **values: (
            actions.set_element(station=request.station, actor=request.user, element=row, **values) and None
        ),
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New control element"),
        done=_("Saved."),
        back=reverse("elements"),
    )


# -- places ----------------------------------------------------------------------------------------------------


@page(rules.may_see_catalogue)
def spot_list(request):
    """Known places, the most named first."""
    return list_page(
        request, "catalogue/spots.html", SpotFilter(request.GET, queryset=spots(), request=request),
        title=_("Known places"), columns=tables.SPOT_COLUMNS, record_export=leaves(request, "spots"),
        may_keep=rules.may_keep_catalogue(request.user),
    )  # fmt: skip


@page(rules.may_see_catalogue)
def spot(request, pk: int):
    """One known place."""
    row = get_object_or_404(spots(), pk=pk)
    context = {
        "heading": row.name,
        "spot": row,
        "may_keep": rules.may_keep_catalogue(request.user),
        "timeline": story(row, 20),
    }
    return render(request, "catalogue/spot.html", context)


@page(rules.may_keep_catalogue)
def spot_set(request, pk: int | None = None):
    """Enter or change a known place."""
    row = get_object_or_404(spots(), pk=pk) if pk else None
    initial = {key: getattr(row, key) for key in ("name", "address", "community", "grid")} if row else {}
    if row and row.lat is not None:
        initial["point"] = (row.lat, row.lng)
    return form_page(
        request,
        forms.SpotForm(request.POST or None, initial=initial),
        lambda **values: _then(
            actions.set_spot(station=request.station, actor=request.user, spot=row, **values), "spot"
        ),
        heading=_("Change %(name)s") % {"name": row.name} if row else _("New place"),
        done=_("Saved."),
        back=reverse("spot", args=[row.pk]) if row else reverse("spots"),
    )


@page(rules.may_keep_catalogue)
def spot_merge(request, pk: int):
    """Let a place take over another one that is the same."""
    row = get_object_or_404(Spot.objects.all(), pk=pk)
    text = request.GET.get("q", row.name[:2]).strip()[:40]
    near = spots().filter(Q(name__contains=text) | Q(address__contains=text)).exclude(pk=row.pk)
    if request.method == "POST":
        gone = get_object_or_404(Spot.objects.all(), pk=_pk(request.POST.get("gone")))
        verb = lambda: actions.merge_spots(keep=row, gone=gone, actor=request.user)  # noqa: E731
        return act(request, verb, _("%(name)s is merged into this place.") % {"name": gone.name}, _page_of(row))
    context = {"heading": _("Merge into %(name)s") % {"name": row.name}, "spot": row, "text": text}
    return render(request, "catalogue/spot_merge.html", context | {"candidates": near[:CANDIDATES]})


def _pk(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0


def _page_of(row: Spot) -> str:
    return reverse("spot", args=[row.pk])


@require_safe
@page(rules.may_see_catalogue)
def spots_find(request):
    """Places for a chooser, as JSON: known ones, communities, grids."""
    return JsonResponse({"results": [asdict(row) for row in readings.suggest_spots(request.GET.get("q", "")[:60])]})
