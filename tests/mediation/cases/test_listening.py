"""One tap makes one case of an incident; nothing is typed twice; the incident shows what became of it."""

import pytest

from mediation.cases import listening
from mediation.cases.models import Case
from mediation.cases.words import State
from mediation.network.words import Cause
from stations.catalogue.models import Category
from stations.incidents import hooks
from stations.incidents.models import Party
from stations.incidents.words import Result
from stations.incidents.words import State as Incidents
from tests.factories import make_category, make_incident
from tests.factories.mediation import make_mediator

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(in_one):
    category = make_category(in_one, name="消费纠纷", fold=Category.Fold.DISPUTE, path="纠纷/消费纠纷")
    row = make_incident(
        in_one, category=category, state=Incidents.ARRIVED, summary="理发店不退预付款", place="前门大街8号",
        reporter="王建国", phone="13812345678",
    )  # fmt: skip
    Party.objects.create(
        station=in_one, incident=row, part=Party.Part.PARTY, name="李老板", phone="13900001111",
        reported_at=row.reported_at,
    )  # fmt: skip
    return row


def test_it_is_offered_for_disputes_that_are_not_settled(dispute, in_one, cast):
    assert listening.offers(cast.officer.user, dispute)
    assert "mediation" in [one.name for one in hooks.offers_for(cast.officer.user, dispute)]
    dispute.result = Result.MEDIATED
    assert listening.offers(cast.officer.user, dispute).code == "settled"
    assert listening.offers(cast.officer.user, make_incident(in_one)).code == "no_dispute"
    assert not listening.offers(make_mediator(in_one).user, dispute)


def test_one_confirmation_makes_the_case_and_gives_it_to_triage(dispute, cast, client_of):
    browser = client_of(cast.chief)
    url = f"/mediation/cases/new/incident/{dispute.pk}/"
    page = browser.get(url)
    form = page.context["form"]
    assert form.initial["summary"] == dispute.summary and form.initial["cause"] == Cause.CONSUMER
    text = page.content.decode()
    assert "138****5678" in text and "13812345678" not in text
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    answer = browser.post(url, sent)
    case = Case.objects.get()
    assert answer.status_code == 302, answer.context["form"].errors
    assert (case.incident, case.state, case.source) == (dispute, State.TRIAGE, "incident")
    assert list(case.parties.values_list("side", "name")) == [("a", "王建国"), ("b", "李老板")]
    assert case.parties.get(side="a").phone == "13812345678"
    assert browser.get(url).url == case.get_absolute_url()
    assert browser.post(url, sent).url == case.get_absolute_url()
    assert Case.objects.count() == 1
    shown = browser.get(dispute.get_absolute_url()).content.decode()
    assert case.number in shown and case.get_absolute_url() in shown


def test_the_incident_of_a_case_stays(dispute, cast):
    listening.take(incident=dispute, actor=cast.chief.user, taken=(), summary="退款")
    for verb in ("strike", "link"):
        assert listening.hanging(dispute, verb, None).code == "has_mediation"
    assert listening.hanging(dispute, "close", None)


def test_the_tie_leads_only_who_sees_the_case(dispute, cast):
    case = listening.take(incident=dispute, actor=cast.chief.user, taken=(), summary="退款")
    assert listening.tie(cast.chief.user, dispute)[0].url == case.get_absolute_url()
    stranger = listening.tie(cast.officer.user, dispute)[0]
    assert (stranger.text, stranger.url) == (case.number, "")


def test_domestic_violence_is_seen_in_the_category(in_one):
    category = make_category(in_one, name="家庭暴力", fold=Category.Fold.DISPUTE)
    category.path = "纠纷/家庭婚恋纠纷/家庭暴力"
    draft = listening.draft_of(make_incident(in_one, category=category))
    assert draft["domestic_violence"] and draft["cause"] == Cause.FAMILY
