"""Log in, log out, the first page, the own password, the language."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as keep_cookie
from django_otp import devices_for_user

from stations.access import actions
from stations.access.forms import LoginForm, PasswordForm
from stations.kit.answer import RuleBroken
from stations.kit.views import page
from stations.organisation.models import User
from stations.organisation.rules import is_person, officer_of
from stations.places.readings import has_area

REASONS = {
    "idle": gettext_lazy("You were logged out because nothing was done for a while. Log in again."),
    "left": gettext_lazy("You are logged out."),
}
# Shown on the login page of the demo only; the password is "demo" for all.
DEMO_LOGINS = (
    ("chief", gettext_lazy("station chief")),
    ("commander", gettext_lazy("deputy chief, duty commander")),
    ("desk", gettext_lazy("command room")),
    ("community", gettext_lazy("community officer")),
    ("casework", gettext_lazy("case team")),
    ("streets", gettext_lazy("street team")),
    ("liaison", gettext_lazy("legal liaison")),
    ("squadleader", gettext_lazy("patrol squad leader")),
    ("guard", gettext_lazy("security guard")),
    ("mediator", gettext_lazy("mediator")),
    ("member", gettext_lazy("crime-watch member")),
    ("grouplead", gettext_lazy("crime-watch group leader")),
    ("admin", gettext_lazy("system administrator")),
    ("security", gettext_lazy("security administrator")),
    ("audit", gettext_lazy("audit administrator")),
)


def begin_session(request, user) -> None:
    """What every new session knows: when its person last did something, and whether a second factor exists."""
    request.session["seen"] = int(time.time())
    request.session["asks_factor"] = any(devices_for_user(user))


class Login(LoginView):
    """User name and password."""

    template_name = "access/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        """Why the person stands here, and the demo's logins in the demo."""
        context = super().get_context_data(**kwargs)
        reason = REASONS.get(self.request.GET.get("reason", ""))
        return context | {"reason": reason, "logins": DEMO_LOGINS if settings.DEMO else ()}

    def form_valid(self, form):
        """Record who came in."""
        response = super().form_valid(form)
        begin_session(self.request, form.get_user())
        actions.note("access.login", form.get_user())
        return response

    def form_invalid(self, form):
        """Record the failure beside the counter of the lockout."""
        actions.login_failed(username=form.data.get("username", ""))
        return super().form_invalid(form)


class Logout(LogoutView):
    """Leave; only by POST."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        """Record who left; a paired phone is disconnected on its own page, not here."""
        if request.user.is_authenticated and not request.device:
            actions.note("access.logout", request.user)
        return super().post(request, *args, **kwargs)

    def get_success_url(self):
        """Back to the door, with a word."""
        return reverse("login") + "?reason=left"


def home(request):
    """The first page of each kind of person: community officers begin with the tasks of their area (0029)."""
    user = request.user
    if not user.is_authenticated:
        return redirect("me" if request.COOKIES.get("fg_device") else "login")
    if user.admin_role:
        return redirect("admin:index")
    own = officer_of(user)
    if not request.is_station_staff or (own and has_area(own, timezone.localdate())):
        return redirect("me")
    return redirect("today")


@page(is_person)
def password(request):
    """Choose a new password; the only page there is until a first or an old one has been changed."""
    if request.device:
        raise RuleBroken(_("You come in with this phone; there is no password to change."), code="no_password")
    ask_old = request.user.has_usable_password() and not request.session.get("entered_by_code")
    form = PasswordForm(request.user, request.POST or None, ask_old=ask_old)
    if request.method == "POST" and form.is_valid():
        actions.set_password(user=request.user, password=form.cleaned_data["new_password1"], at=timezone.now())
        request.session.pop("entered_by_code", None)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password has been changed."))
        return redirect("home")
    return render(request, "access/password.html", {"form": form})


@require_POST
def set_language(request):
    """Switch the language: for the browser, and for the person who is logged in."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code in dict(settings.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=code)
    return keep_cookie(request)
