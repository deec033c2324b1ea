"""First step on a new installation: the three separated administrators (SE-06)."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from stations.organisation.models import User

NAMES = {
    User.AdminRole.SYSTEM: ("sysadmin", "系统管理员"),
    User.AdminRole.SECURITY: ("secadmin", "安全管理员"),
    User.AdminRole.AUDIT: ("auditadmin", "审计管理员"),
}


class Command(BaseCommand):
    """Creates 系统管理员, 安全管理员 and 审计管理员 with first passwords that are shown once."""

    help = "Create the three separated administrators; each must change the printed password at first login."

    @transaction.atomic
    def handle(self, *args, **options):
        """Refuse when one exists already: later ones are made in Django admin by the system administrator."""
        there = User.objects.exclude(admin_role="").values_list("username", flat=True)
        if there:
            raise CommandError(f"已有管理员账号 (administrators exist already): {'、'.join(there)}")
        for role, (username, name) in NAMES.items():
            password = secrets.token_urlsafe(12) + "A1-"
            User.objects.create_user(username, password, name=name, admin_role=role, must_change_password=True)
            self.stdout.write(f"{name}  {username}  {password}")
        self.stdout.write("请当面交付三人；首次登录须改密并绑定动态口令 (hand them out in person).")
