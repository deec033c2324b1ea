"""Loads the logged-in person with profile and station in one query, and answers admin permissions (SE-06)."""

from django.contrib.auth.backends import ModelBackend

from stations.organisation.models import User
from stations.organisation.rules import admin_may


class PersonBackend(ModelBackend):
    """Password login of persons."""

    def get_user(self, user_id):
        """The account of a session, or None when it was closed."""
        user = User.objects.select_related("officer", "home_station").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj, perm, obj=None):
        """Django admin's permissions by administrator role."""
        return admin_may(user_obj.admin_role, perm)

    def get_all_permissions(self, user_obj, obj=None):
        """Groups and single permissions are not used."""
        return set()
