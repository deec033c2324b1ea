"""First step on a new installation: the three separated administrators (SE-06)."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from stations.organisation.models import Station, User

NAMES = {
    User.AdminRole.SYSTEM: ("sysadmin", "系统管理员"),
    User.AdminRole.SECURITY: ("secadmin", "安全管理员"),
    User.AdminRole.AUDIT: ("auditadmin", "审计管理员"),
}


class Command(BaseCommand):
    """Creates 系统管理员, 安全管理员 and 审计管理员 of a station, with first passwords that are shown once."""

    help = "Create the three separated administrators of a station; each must change the printed password."

    def add_arguments(self, parser):
        parser.add_argument("--station", help="code of the station; default: the only one there is")

    @transaction.atomic
    def handle(self, *args, station: str | None = None, **options):
        """Refuse when the station has one already: later ones are made in Django admin, by two of the three."""
        home = self._station(station)
        there = User.objects.filter(home_station=home).exclude(admin_role="").values_list("username", flat=True)
        if there:
            raise CommandError(f"已有管理员账号 (administrators exist already): {'、'.join(there)}")
        for role, (username, name) in NAMES.items():
            if User.objects.filter(username=username).exists():
                username = f"{username}.{home.code.lower()}"
            password = secrets.token_urlsafe(12) + "A1-"
            User.objects.create_user(
                username, password, name=name, admin_role=role, home_station=home, must_change_password=True
            )
            self.stdout.write(f"{name}  {username}  {password}")
        self.stdout.write("请当面交付三人；首次登录须改密并绑定动态口令 (hand them out in person).")

    @staticmethod
    def _station(code: str | None) -> Station:
        found = list(Station.objects.filter(code=code) if code else Station.objects.all()[:2])
        if len(found) == 1:
            return found[0]
        if code or not found:
            raise CommandError("没有此派出所，请先导入工作簿 (no such station): manage.py import_station FILE")
        raise CommandError("有多个派出所，请指明代码 (several stations): --station CODE")
