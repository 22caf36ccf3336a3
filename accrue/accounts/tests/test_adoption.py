"""The first day a team works in Accrue: on its page, in the API, as a fact and in the history."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from accrue.accounts import services
from accrue.accounts.models import Team
from accrue.accounts.tests.test_user_api import ask, code_of, tell
from accrue.errors import Invalid
from accrue.events.models import Event


def adoptions():
    return [event.data["adopted_on"] for event in Event.objects.filter(name="TeamAdopted").order_by("pk")]


def test_the_page_dates_it_and_takes_it_back(boss, rep, north, client_of):
    data = {"version": 1, "name": "North", "members": [rep.pk], "adopted_on": "2026-02-09"}
    client = client_of(boss)
    assert client.post(f"/teams/{north.pk}/", data).status_code == 302
    assert Team.objects.get(pk=north.pk).adopted_on == date(2026, 2, 9)
    page = client.get(f"/teams/{north.pk}/").content.decode()
    assert 'value="2026-02-09"' in page
    assert "Works in Accrue since 2026-02-09" in page, "the timeline"
    assert client.post(f"/teams/{north.pk}/", data | {"version": 2, "adopted_on": ""}).status_code == 302
    assert adoptions() == ["2026-02-09", None]
    events = apps.get_model("accounts.TeamEvent").objects.filter(pgh_obj_id=north.pk).order_by("pgh_id")
    assert date(2026, 2, 9) in events.values_list("adopted_on", flat=True)
    assert client.post(f"/teams/{north.pk}/", data | {"version": 3, "adopted_on": "soon"}).status_code == 422


def test_programs_say_it_too_and_what_is_not_sent_stays(boss, north):
    given = tell(boss, "PATCH", f"teams/{north.pk}", {"adopted_on": "2026-02-09", "version": 1}).json()
    assert given["adopted_on"] == "2026-02-09"
    tell(boss, "PATCH", f"teams/{north.pk}", {"name": "Far North", "version": 2})
    assert ask(boss, f"teams/{north.pk}").json()["adopted_on"] == "2026-02-09"
    gone = tell(boss, "PATCH", f"teams/{north.pk}", {"adopted_on": None, "version": 3}).json()
    assert gone["adopted_on"] is None
    long_ago = {"adopted_on": "0001-01-01", "version": 4}
    assert code_of(tell(boss, "PATCH", f"teams/{north.pk}", long_ago))[0] == 422
    made = tell(boss, "POST", "teams", {"name": "West", "adopted_on": "2026-03-01"}).json()
    assert made["adopted_on"] == "2026-03-01"
    assert adoptions() == ["2026-02-09", None, "2026-03-01"]


def test_saying_the_same_again_is_no_news(boss, north):
    for _ in range(2):
        services.edit_team(actor=boss, team_id=north.pk, adopted_on=date(2026, 2, 9))
    assert adoptions() == ["2026-02-09"]
    with pytest.raises(Invalid, match="between 1990 and 2100"):
        services.edit_team(actor=boss, team_id=north.pk, adopted_on=date(1066, 10, 14))
