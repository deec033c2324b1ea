"""Accounts for the system administrator, rights for the security administrator, history for audit (SE-06)."""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.admin import ReadOnlyAdmin, StationAdmin
from stations.organisation.models import Grant, Station, User
from stations.organisation.rules import holds_rights
from stations.timeline.admin import Recorded

# Row history has no names of its own for people.
UserEvent, GrantEvent = (apps.get_model("stations", name) for name in ("UserEvent", "GrantEvent"))
UserEvent._meta.verbose_name = UserEvent._meta.verbose_name_plural = _("history of accounts")
GrantEvent._meta.verbose_name = GrantEvent._meta.verbose_name_plural = _("history of granted rights")


def is_security(request) -> bool:
    """Whether the security administrator asks."""
    return request.user.admin_role == User.AdminRole.SECURITY


class AccountForm(forms.ModelForm):
    """Guards the separation: nobody changes the own account's role, and officers administer nothing."""

    acting: User

    def clean_admin_role(self):
        """An administrator reads no business rows, so a service profile and this role exclude each other."""
        role = self.cleaned_data["admin_role"]
        if role and hasattr(self.instance, "officer"):
            raise forms.ValidationError(_("An officer cannot be an administrator; make a separate account."))
        if self.instance.pk == self.acting.pk and role != self.instance.admin_role:
            raise forms.ValidationError(_("Nobody changes their own role."))
        if role and self.instance.pk and holds_rights(self.instance):
            raise forms.ValidationError(_("End the granted rights of this account first."))
        return role

    def clean_is_active(self):
        """Closing the own account would lock everybody out."""
        active = self.cleaned_data["is_active"]
        if not active and self.instance.pk == self.acting.pk:
            raise forms.ValidationError(_("Nobody closes their own account."))
        return active


@admin.register(User)
class UserAdmin(Recorded, admin.ModelAdmin):
    """The system administrator opens and closes accounts, the security administrator makes administrators.

    Neither can do both, so nobody makes an administrator alone. Passwords are never typed here: a new account gets
    in by a one-time code.
    """

    form = AccountForm
    list_display = ["name", "username", "admin_role", "is_active"]
    list_filter = ["is_active", "admin_role"]
    search_fields = ["name", "initials", "username"]
    ordering = ["pinyin", "id"]
    fields = ["name", "username", "is_active", "admin_role"]
    list_per_page = 50

    def get_queryset(self, request):
        """Accounts of the administrator's own station."""
        return User.objects.filter(home_station=request.station).order_by("pinyin", "id")

    def get_readonly_fields(self, request, obj=None):
        """Each of the two sees the other's half."""
        return ["name", "username", "is_active"] if is_security(request) else ["admin_role"]

    def get_form(self, request, obj=None, **kwargs):
        """The form knows who is acting."""
        return type("ActingForm", (super().get_form(request, obj, **kwargs),), {"acting": request.user})

    def save_model(self, request, obj, form, change):
        """A new account belongs to the own station and has no password yet."""
        if not change:
            obj.home_station, obj.must_change_password = request.station, True
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Station)
class StationPage(Recorded, admin.ModelAdmin):
    """The own station's reference data; a further station comes with its workbook (``import_station``)."""

    fields = ["code", "name", "short_name", "bureau", "area_km2", "opened_on"]
    readonly_fields = ["code"]
    list_display = ["name", "code", "bureau"]

    def get_queryset(self, request):
        """The own station."""
        return Station.objects.filter(pk=request.station.pk)

    def has_add_permission(self, request):
        """See the class."""
        return False


class GrantForm(forms.ModelForm):
    """A right is for people of the station, not for administrators."""

    def clean_user(self):
        """Administrators read no business rows (SE-06)."""
        person = self.cleaned_data["user"]
        if person.admin_role:
            raise forms.ValidationError(_("An administrator cannot be given business rights."))
        return person


@admin.register(Grant)
class GrantAdmin(Recorded, StationAdmin):
    """Given with a reason, ended by its last day; never rewritten."""

    form = GrantForm
    fields = ["user", "right", "start", "end", "reason"]
    list_display = ["user", "right", "start", "end", "granted_by"]
    list_filter = ["right"]
    list_select_related = ["user", "granted_by"]
    ordering = ["-id"]
    list_per_page = 50

    def get_readonly_fields(self, request, obj=None):
        """A given right is ended, not turned into another."""
        return ["user", "right", "start", "reason"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """People of the own station."""
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(home_station=request.station, is_active=True, admin_role="")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A plain choice of the person, without side doors to accounts."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "user":
            for door in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, door, False)
        return field

    def save_model(self, request, obj, form, change):
        """Who gave it, and where."""
        if not change:
            obj.station, obj.granted_by = request.station, request.user
        super().save_model(request, obj, form, change)


class EventAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Row history as codes and ids, newest first."""

    ordering = ["-pgh_id"]
    show_full_result_count = False
    list_per_page = 50
    shown = ["at", "change", "number"]

    @admin.display(description=_("time"))
    def at(self, event):
        """When."""
        return timezone.localtime(event.pgh_created_at).strftime("%Y-%m-%d %H:%M:%S")

    @admin.display(description=_("change"))
    def change(self, event):
        """Insert, update or delete."""
        return event.pgh_label

    @admin.display(description=_("number"))
    def number(self, event):
        """Key of the row."""
        return event.pgh_obj_id

    @admin.display(description=_("account number"))
    def account(self, event):
        """Key of the person a right belongs to."""
        return event.user_id

    @admin.display(description=_("given by account"))
    def giver(self, event):
        """Key of the administrator."""
        return event.granted_by_id

    def get_list_display(self, request):
        """No names."""
        return self.shown

    def get_fields(self, request, obj=None):
        """No names."""
        return self.shown

    def get_readonly_fields(self, request, obj=None):
        """All of it."""
        return self.shown


@admin.register(UserEvent)
class UserEventAdmin(EventAdmin):
    """What happened to accounts."""

    shown = ["at", "change", "number", "is_active", "admin_role", "must_change_password"]

    def get_queryset(self, request):
        """Of the own station."""
        return self.model._default_manager.filter(home_station=request.station).order_by("-pgh_id")


@admin.register(GrantEvent)
class GrantEventAdmin(EventAdmin):
    """What happened to rights."""

    shown = ["at", "change", "number", "account", "right", "start", "end", "giver"]

    def get_queryset(self, request):
        """Of the own station."""
        return self.model._default_manager.filter(station=request.station).order_by("-pgh_id")
