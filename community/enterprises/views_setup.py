"""Pages of buildings and of what the office keeps: settings, kinds, clusters, check lists, tips."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enterprises import actions, check_lists, forms, liaison, readings, rules, tables
from community.enterprises.filters import BuildingFilter
from community.enterprises.models import Building, Cluster, Enterprise, EnterpriseKind, LiaisonAssignment
from community.enterprises.models_visits import CheckList, CheckListVersion, Tip
from community.enterprises.views import LINES, assign_page
from community.enterprises.words import FindingState, FirstState, State
from stations.kit.form_pages import form_page
from stations.kit.spans import in_force
from stations.kit.views import list_page, page
from stations.places.models import Community
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


def _listed():
    """Buildings with their liaison officer, and how many enterprises, first visits and findings are there."""
    held = LiaisonAssignment.objects.filter(in_force(timezone.localdate()))
    its = held.filter(building=OuterRef("pk")).values("officer__user__name")[:1]
    here = ~Q(enterprises__state=State.MOVED_OUT) & Q(enterprises__isnull=False)
    return (
        Building.objects.select_related("community", "cluster")
        .annotate(
            liaison_name=Subquery(its),
            present=Count("enterprises", filter=here, distinct=True),
            firsts=Count(
                "enterprises__first_visit",
                filter=Q(enterprises__first_visit__state=FirstState.OPEN), distinct=True,
            ),
        )
        .order_by("-active", "name")
    )  # fmt: skip


@page(rules.may_look_up)
def buildings(request):
    """Buildings, who looks after them, what is in them; as a list and on the map."""
    return list_page(
        request,
        "community/enterprises/buildings.html",
        BuildingFilter(request.GET, queryset=_listed(), request=request),
        title=_("Buildings"),
        columns=tables.BUILDING_COLUMNS,
        record_export=leaves(request, "buildings"),
        may_keep=rules.may_keep(request.user),
        ground=ground(),
    )


def ground() -> dict | None:
    """Communities and buildings for the map; None where no building has a point. Two queries."""
    rows = [row for row in _listed() if row.lat is not None and row.active]
    if not rows:
        return None
    outlines = Community.objects.exclude(outline=None).only("name", "outline")
    features = [
        {"type": "Feature", "properties": {"kind": "community", "name": one.name}, "geometry": one.outline}
        for one in outlines
    ]
    for row in rows:
        label = _("%(name)s: %(n)s enterprises") % {"name": row.name, "n": row.present}
        about = {"kind": "point", "name": row.name, "label": label, "text": str(row.present),
                 "url": row.get_absolute_url(), "tone": "warn" if row.firsts else "info"}  # fmt: skip
        where = {"type": "Point", "coordinates": [row.lng, row.lat]}
        features.append({"type": "Feature", "properties": about, "geometry": where})
    lats, lngs = [row.lat for row in rows], [row.lng for row in rows]
    return {"features": features, "bounds": [[min(lats), min(lngs)], [max(lats), max(lngs)]]}


@page(rules.may_look_up)
def building(request, pk):
    """One building, floor by floor."""
    row, today = get_object_or_404(_listed(), pk=pk), timezone.localdate()
    rows = readings.listed(today, Enterprise.objects.visible_to(request.user)).filter(building=row)
    rows = rows.exclude(state=State.MOVED_OUT).order_by("floor", "unit", "number")
    open_ones = readings.findings_seen_by(request.user).open().filter(enterprise__building=row)
    context = {
        "heading": row.name,
        "building": row,
        "floors": _floors(rows),
        "history": liaison.history_of(row),
        "findings": open_ones.exclude(state=FindingState.CLOSED).order_by("due_on")[:10],
        "may_keep": bool(rules.may_keep(request.user)),
        "may_assign": bool(rules.may_assign(request.user)),
        "may_enter": bool(rules.may_enter(request.user)),
        "today": today,
        "timeline": story(row, LINES),
    }
    return render(request, "community/enterprises/building.html", context)


def _floors(rows) -> list[tuple[str, list]]:
    """Enterprises by floor, the ground floor first, basements last."""
    floors: dict[str, list] = {}
    for row in rows:
        floors.setdefault(row.floor, []).append(row)

    def place(floor: str) -> tuple:
        number = "".join(sign for sign in floor if sign.isdigit())
        below = floor.upper().startswith(("B", "-", "负", "地下"))
        return (below, not number, int(number or 0), floor)

    return sorted(floors.items(), key=lambda pair: place(pair[0]))


@page(rules.may_keep)
def building_keep(request, pk=None):
    """Enter a building, or change one."""
    row = get_object_or_404(Building.objects.all(), pk=pk) if pk else None
    return form_page(
        request,
        forms.BuildingForm(request.POST or None, initial=_initial(row, forms.BuildingForm)),
        lambda **values: actions.keep_building(station=request.station, actor=request.user, building=row, **values),
        heading=_("Change %(name)s") % {"name": row} if row else _("New building"),
        done=_("Saved."),
        back=row.get_absolute_url() if row else reverse("buildings"),
    )


@page(rules.may_assign)
def building_assign(request, pk):
    """Name the liaison officer of a building."""
    return assign_page(request, get_object_or_404(Building.objects.all(), pk=pk))


@page(rules.may_assign)
def cluster_assign(request, pk):
    """Name the liaison officer of a cluster."""
    return assign_page(request, get_object_or_404(Cluster.objects.all(), pk=pk))


def _initial(row, form) -> dict | None:
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)} if row else None


# Settings


@page(rules.may_keep)
def settings(request):
    """All that the office keeps for this room."""
    row = readings.settings_of(request.station)
    held = LiaisonAssignment.objects.filter(in_force(timezone.localdate()), cluster=OuterRef("pk"))
    context = {
        "heading": _("Enterprise settings"),
        "numbers": [
            (row._meta.get_field(name).verbose_name, _shown(row, name)) for name in actions.settings_fields()
        ],
        "kinds": EnterpriseKind.objects.annotate(n=Count("enterprises")).order_by("order", "id"),
        "clusters": Cluster.objects.annotate(officer=Subquery(held.values("officer__user__name")[:1])),
        "lists": _lists(),
        "tips": Tip.objects.order_by("-active", "subject", "title"),
        "today": timezone.localdate(),
        "timeline": story(row, LINES) if row.pk else [],
    }
    return render(request, "community/enterprises/settings.html", context)


def _lists():
    """Check lists with the number, the size and the origin of their newest version."""
    newest = CheckListVersion.objects.filter(check_list=OuterRef("pk")).order_by("-version")
    return CheckList.objects.select_related("kind").annotate(
        version=Subquery(newest.values("version")[:1]), is_default=Subquery(newest.values("is_default")[:1])
    )


def _shown(row, name: str):
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None else value


@page(rules.may_keep)
def numbers(request):
    """The numbers of the room."""
    return form_page(
        request,
        forms.SettingsForm(
            request.POST or None, initial=forms.SettingsForm.of(readings.settings_of(request.station))
        ),
        lambda **values: actions.keep_settings(station=request.station, actor=request.user, **values),
        heading=_("Enterprise settings"),
        done=_("Saved."),
        back=reverse("enterprise-settings"),
    )


@page(rules.may_keep)
def kind_keep(request, pk=None):
    """Name a kind of enterprise, or change one."""
    row = get_object_or_404(EnterpriseKind.objects.all(), pk=pk) if pk else None
    return _kept(request, row, forms.KindForm, actions.keep_kind, "kind", _("Kind of enterprise"))


@page(rules.may_keep)
def cluster_keep(request, pk=None):
    """Name a cluster, or change one."""
    row = get_object_or_404(Cluster.objects.all(), pk=pk) if pk else None
    return _kept(request, row, forms.ClusterForm, actions.keep_cluster, "cluster", _("Cluster"))


@page(rules.may_keep)
def tip_keep(request, pk=None):
    """Enter a prevention tip, or change one."""
    row = get_object_or_404(Tip.objects.all(), pk=pk) if pk else None
    return _kept(request, row, forms.TipForm, check_lists.keep_tip, "tip", _("Prevention tip"))


def _kept(request, row, form, action, name: str, heading):
    initial = _initial(row, form) or {"valid_from": timezone.localdate()}
    return form_page(
        request,
        form(request.POST or None, initial=initial),
        lambda **values: action(station=request.station, actor=request.user, **{name: row}, **values) and None,
        heading=heading,
        done=_("Saved."),
        back=reverse("enterprise-settings"),
    )


@page(rules.may_keep)
def list_keep(request, pk=None):
    """Write a check list; other items make a new version."""
    row = get_object_or_404(CheckList.objects.select_related("kind"), pk=pk) if pk else None
    version = readings.current_version(row) if row else None
    initial = {"order": 0, "active": True}
    if row:
        written = "\n".join(forms.write_line(line) for line in check_lists.lines_of(version))
        initial = {"name": row.name, "kind": row.kind, "order": row.order, "active": row.active, "items": written}
    return form_page(
        request,
        forms.CheckListForm(request.POST or None, initial=initial),
        lambda **values: check_lists.keep_list(
            station=request.station, actor=request.user, check_list=row, **values
        ) and None,
        heading=_("Check list"),
        done=_("Saved. Visits recorded before keep the version they answered."),
        back=reverse("enterprise-settings"),
        intro=_("This is example text. Saving makes it the station's own.") if version and version.is_default else "",
    )  # fmt: skip
