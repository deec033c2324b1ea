"""Pages of rewards: the shelf and its stock, budgets, the desk, anonymous rewards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stations.access.counting import refused
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import PAGE_SIZE, act, list_page, page
from stations.recognition import actions, anonymous, codes, readings, rules, shelf, tables
from stations.recognition.filters import RewardFilter
from stations.recognition.forms import (
    BudgetForm,
    CodeForm,
    CountForm,
    GrantForm,
    ReceiptForm,
    RewardForm,
    StockForm,
)
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

# Codes one person tries within the hour; somebody at the desk does not type more.
TRIES = 60


def _paged(request, rows):
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


@page(rules.may_keep_shelf)
def rewards(request):
    """The shelf with its stock."""
    return list_page(
        request, "recognition/rewards.html", RewardFilter(request.GET, Reward.objects.all(), request=request),
        title=_("Rewards and stock"), columns=tables.REWARDS, record_export=leaves(request, "rewards"),
        today=timezone.localdate(),
    )  # fmt: skip


@page(rules.may_keep_shelf)
def reward(request, pk: int):
    """One reward: where its items are, and every movement. Who took one is not on this page."""
    found = get_object_or_404(Reward.objects.all(), pk=pk)
    context = {
        "reward": found, "page": _paged(request, found.movements.select_related("by")),
        "timeline": story(found), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "recognition/reward.html", context)


@page(rules.may_keep_shelf)
def reward_edit(request, pk: int | None = None):
    """Offer a reward, or change what is said of it."""
    found = get_object_or_404(Reward.objects.all(), pk=pk) if pk else None
    names = ("name", "words", "points", "yuan", "per_person", "start", "end")
    initial = {"start": timezone.localdate(), "per_person": 0}
    initial = {name: getattr(found, name) for name in names} if found else initial
    return form_page(
        request, RewardForm(request.POST or None, initial=initial),
        lambda **told: shelf.save_reward(station=request.station, actor=request.user, reward=found, **told),
        heading=found.name if found else _("New reward"), done=_("Saved."), back=reverse("rewards"),
    )  # fmt: skip


@page(rules.may_keep_shelf)
def reward_stock(request, pk: int):
    """Items are put on the shelf."""
    found = get_object_or_404(Reward.objects.all(), pk=pk)
    return form_page(
        request, StockForm(request.POST or None),
        lambda **told: shelf.bring_in(reward=found, actor=request.user, **told) and found,
        heading=_("Bring in: %(name)s") % {"name": found.name}, done=_("Booked."), back=found.get_absolute_url(),
    )  # fmt: skip


@page(rules.may_keep_shelf)
def reward_count(request, pk: int):
    """Book what a count found."""
    found = get_object_or_404(Reward.objects.all(), pk=pk)
    form = CountForm(request.POST or None, initial={"counted": found.shelf + found.held})
    return form_page(
        request, form, lambda **told: shelf.count(reward=found, actor=request.user, **told) and found,
        heading=_("Count: %(name)s") % {"name": found.name}, done=_("Booked."), back=found.get_absolute_url(),
        intro=_("The book says %(shelf)s on the shelf and %(held)s reserved.")
        % {"shelf": found.shelf, "held": found.held},
    )  # fmt: skip


@page(rules.may_keep_shelf)
def budgets(request):
    """What may be spent, period by period, and how far it is used."""
    context = {"heading": _("Budgets of rewards"), "budgets": RewardBudget.objects.all(),
               "today": timezone.localdate(), "balance": readings.balance_line()}  # fmt: skip
    return render(request, "recognition/budgets.html", context)


@page(rules.may_keep_shelf)
def budget(request, pk: int):
    """One budget with its movements; nobody's name."""
    found = get_object_or_404(RewardBudget.objects.all(), pk=pk)
    context = {"budget": found, "page": _paged(request, found.movements.select_related("reward", "by")),
               "timeline": story(found)}  # fmt: skip
    return render(request, "recognition/budget.html", context)


@page(rules.may_keep_shelf)
def budget_new(request):
    """Open the budget of a period."""
    return form_page(
        request, BudgetForm(request.POST or None),
        lambda **told: shelf.save_budget(station=request.station, actor=request.user, **told),
        heading=_("New budget"), done=_("Saved."), back=reverse("reward-budgets"),
    )  # fmt: skip


@page(rules.may_keep_shelf)
def budget_grant(request, pk: int):
    """Grant more, or take back what is free."""
    found = get_object_or_404(RewardBudget.objects.all(), pk=pk)
    return form_page(
        request, GrantForm(request.POST or None),
        lambda **told: shelf.grant(budget=found, actor=request.user, **told) and found,
        heading=_("Change the budget %(name)s") % {"name": found.name}, done=_("Booked."),
        back=found.get_absolute_url(),
    )  # fmt: skip


# -- the desk ---------------------------------------------------------------------------------------------------


def _too_many(request) -> str:
    """Why no code is looked up now: a short code must not be found by trying."""
    said = {
        "too_many": _("That were many codes within an hour; try again later."),
        "away": _("Codes cannot be looked up at the moment; try again in a few minutes."),
    }
    return said.get(refused(desk=(f"{request.user.pk}", TRIES)), "")


def _presented(request, code: str) -> tuple[Reservation | None, str]:
    """The reservation of a code, or why there is none."""
    if problem := _too_many(request):
        return None, problem
    number = codes.read(code)
    rows = Reservation.objects.select_related("user", "reward", "budget", "handed_by", "station")
    found = rows.filter(pk=number).first() if number is not None else None
    return found, "" if found else _("Nothing waits under this code. Check what was typed.")


def _scanner() -> dict:
    """Addresses and words for the scanner of the page."""
    return {
        "scanner": static("vendor/barcode-detector.js"), "wasm": static("vendor/zxing_reader.wasm"),
        "words": {
            "scan_start": _("The camera is starting …"), "scan_aim": _("Hold the code inside the frame."),
            "scan_refused": _("The camera was refused. Allow it in the settings of the browser, or type the code."),
            "scan_missing": _("This browser gives no camera. Scan with the camera of the phone, or type the code."),
            "scan_foreign": _("This is not the code of a reservation."),
        },
    }  # fmt: skip


@page(rules.may_use_desk)
@never_cache
def desk(request):
    """Type or scan the code; what waits under it is shown, with the name to look at the card for."""
    code, found, problem = request.GET.get("code", ""), None, ""
    form = CodeForm({"code": code} if code else None)
    if code and form.is_valid():
        found, problem = _presented(request, form.cleaned_data["code"])
    now = timezone.now()
    left = actions.balance(found.user) if found else 0
    context = {
        "heading": _("Desk of rewards"), "form": form, "found": found, "problem": problem, "code": code,
        "answer": rules.may_hand_out(request.user, found, left, now) if found else None,
        "scanner": _scanner(), "waiting": readings.still_waiting().count(),
        "to_sign": readings.payouts_to_sign(request.user).count(),
    }  # fmt: skip
    return render(request, "recognition/desk.html", context)


def _by_code(request, verb, done: str):
    found, problem = _presented(request, request.POST.get("code", ""))
    if found is None:
        messages.error(request, problem)
        return redirect("reward-desk")
    return act(request, lambda: verb(reservation=found, actor=request.user), done, "reward-desk")


@page(rules.may_use_desk)
@require_POST
def desk_hand_out(request):
    """Hand it out to whoever presented the code."""
    return _by_code(request, shelf.hand_out, _("Handed out."))


@page(rules.may_use_desk)
@require_POST
def desk_cancel(request):
    """End the reservation for the person; the points go back."""
    return _by_code(request, shelf.cancel, _("Ended; the points went back."))


# -- anonymous rewards --------------------------------------------------------------------------------------------


@page(rules.may_use_desk)
@never_cache
@sensitive_post_parameters("code")
def payouts(request):
    """A receipt code is presented: what it is worth, without what was told; below, what waits for a signature."""
    form, found = ReceiptForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            if problem := _too_many(request):
                raise RuleBroken(problem, code="too_many")
            if "prepare" in request.POST:
                anonymous.prepare(station=request.station, code=code, actor=request.user)
                messages.success(request, _("Prepared. Another colleague signs, then it is paid."))
                return redirect("payouts")
            found = anonymous.presented(request.station, code)[1]
        except RuleBroken as refusal:
            form.add_error("code", str(refusal.reason))
    rows = _paged(request, Payout.objects.select_related("prepared_by", "signed_by"))
    context = {
        "heading": _("Anonymous rewards"), "form": form, "found": found, "page": rows,
        "rows": [(row, rules.may_sign(request.user, row), rules.may_withdraw(request.user, row)) for row in rows],
        "on": actions.settings_of(request.station).anonymous,
    }  # fmt: skip
    return render(request, "recognition/payouts.html", context, status=400 if form.errors else 200)


@page(rules.may_use_desk)
@require_POST
def payout_sign(request, pk: int):
    """The second signature: it is paid."""
    found = get_object_or_404(Payout.objects.all(), pk=pk)
    demand(rules.may_sign(request.user, found))
    return act(request, lambda: anonymous.sign(payout=found, actor=request.user), _("Paid."), "payouts")


@page(rules.may_use_desk)
@require_POST
def payout_withdraw(request, pk: int):
    """Take it back before it is paid."""
    found = get_object_or_404(Payout.objects.all(), pk=pk)
    demand(rules.may_withdraw(request.user, found))
    return act(request, lambda: anonymous.withdraw(payout=found, actor=request.user), _("Withdrawn."), "payouts")
