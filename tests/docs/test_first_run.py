"""The first steps of docs/operate.md, section 3, lead to a chief with a code."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from stations.access.actions import issue_code, redeem_code
from stations.access.rules import may_hand_out_codes
from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Station, User

pytestmark = pytest.mark.django_db
WORKBOOK = "config/local/demo_data/qianmen.xlsx"


def test_a_new_installation_gets_its_administrators_its_station_and_its_chief(settings, capsys):
    call_command("import_station", settings.BASE_DIR / WORKBOOK)
    call_command("create_administrators")
    station = Station.objects.get()
    system = User.objects.get(admin_role=User.AdminRole.SYSTEM)
    system.rights = system.leads = frozenset()

    assert may_hand_out_codes(system)
    with in_station(station):
        chief = Officer.objects.get(post="chief").user
        code = issue_code(user=system, person=chief, at=timezone.now())
        assert redeem_code(username=chief.username, code=code, at=timezone.now()) == chief
    assert capsys.readouterr().out.count("管理员") >= 3
