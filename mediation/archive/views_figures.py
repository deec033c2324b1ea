"""The figures of mediation over a period: the registry's own, and charts by track, cause, community, mediator."""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.archive.breakdown import boards
from mediation.archive.indicators import GROUP
from mediation.cases.rules import may_see_mediation
from stations.indicators import registry
from stations.indicators.periods import DAY, Period, Scope
from stations.kit.forms import DayField, StationChoice, StationForm
from stations.kit.views import page
from stations.places.readings import named_communities


class PeriodForm(StationForm):
    """Which days, which community."""

    date_from = DayField(label=gettext_lazy("From"))
    date_to = DayField(label=gettext_lazy("To"))
    community = StationChoice(named_communities, label=gettext_lazy("Community"), required=False, empty_label="—")

    def clean(self):
        """The period is not empty, nor longer than five years."""
        values = super().clean()
        first, last = values.get("date_from"), values.get("date_to")
        if first and last and not 0 <= (last - first).days <= 5 * 366:
            raise forms.ValidationError(_("Choose a first day before the last, and five years at most."))
        return values


@page(may_see_mediation)
def figures(request):
    """One period: eight figures, four charts; nobody is ranked."""
    today = timezone.localdate()
    asked = request.GET if request.GET.get("date_from") else None
    form = PeriodForm(asked, initial={"date_from": today.replace(month=1, day=1), "date_to": today})
    values = form.cleaned_data if asked and form.is_valid() else {}
    first = values.get("date_from", today.replace(month=1, day=1))
    period = Period(first, values.get("date_to", today) + DAY)
    community = values.get("community")
    scope = Scope(community_id=community.pk) if community else Scope()
    shown = []
    for figure in registry.all():
        if figure.group == GROUP:
            value = figure.rounded(figure.compute(request.station, scope, period))
            shown.append((figure, "—" if value is None else value, figure.drill_down(request.station, scope, period)))
    context = {
        "heading": _("Figures of mediation"), "form": form, "period": period, "figures": shown,
        "boards": boards(request.station, period, community),
    }  # fmt: skip
    return render(request, "mediation/archive/figures.html", context)
