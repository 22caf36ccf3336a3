"""The calendar of deals: its weeks, what stands on a day, what it costs, and putting a deal on another day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accrue import clock
from accrue.accounts.kinds import Level
from accrue.accounts.models import FieldRule, Role
from accrue.filters.models import View
from accrue.sales.models import Deal
from accrue.sales.selectors.calendar import PER_DAY, first_weekday
from accrue.sales.services import win_deal

HTMX = {"HX-Request": "true"}
URL = "/deals/calendar/?month=2027-03"
DAY = date(2027, 3, 17)


@pytest.fixture
def page(client, floor):
    client.force_login(floor.rep)
    return client


def shown(page, url=URL):
    calendar = page.get(url).context["calendar"]
    return {day.day: [card.name for card in day.cards] for day in calendar.days if day.cards}


def move(page, deal, lane, query="month=2027-03", **more):
    return page.post(
        f"/deals/{deal.pk}/day/?version={deal.version}&{query}", {"lane": lane, **more}, headers=HTMX
    )


def test_whole_weeks_begin_as_the_reader_is_used_to(floor, page):
    calendar = page.get(URL).context["calendar"]
    assert [len(week) for week in calendar.weeks] == [7] * 5
    assert (calendar.days[0].day, calendar.days[-1].day) == (date(2027, 3, 1), date(2027, 4, 4))
    assert [day.day.day for day in calendar.days if day.is_outside] == [1, 2, 3, 4]
    floor.rep.locale = "en_US"
    floor.rep.save()
    calendar = page.get(URL).context["calendar"]
    assert calendar.days[0].day == date(2027, 2, 28)
    assert (first_weekday("ar_EG"), first_weekday("de_DE"), first_weekday("nonsense!")) == (5, 0, 0)


def test_every_month_has_each_of_its_days_once(floor, page):
    for month in ("1900-01", "2026-02", "2028-02", "2199-12"):
        calendar = page.get(f"/deals/calendar/?month={month}").context["calendar"]
        inside = [day.day for day in calendar.days if not day.is_outside]
        assert inside[0].day == 1
        assert inside == [inside[0] + timedelta(days=at) for at in range(len(inside))]
        assert (inside[-1] + timedelta(days=1)).day == 1
    assert page.get("/deals/calendar/?month=1900-01").context["calendar"].previous is None
    assert page.get("/deals/calendar/?month=2199-12").context["calendar"].following is None


@pytest.mark.parametrize("month", ["2026-13", "2026", "1899-12", "2200-01", "x", "2026-1", "2026-01-01"])
def test_a_month_that_is_none_is_refused(page, month):
    answer = page.get("/deals/calendar/", {"month": month})
    assert answer.status_code == 400
    assert "Write a month like 2026-11" in answer.content.decode()


def test_today_is_marked_and_opens_first(page):
    [today] = [day for day in page.get("/deals/calendar/").context["calendar"].days if day.is_today]
    assert today.day == clock.today()
    assert not [day for day in page.get(URL).context["calendar"].days if day.is_today]


def test_a_full_day_shows_the_largest_open_ones_and_leads_to_the_rest(floor, page):
    for n in range(PER_DAY + 2):
        floor.deal(name=f"Deal {n}", amount_minor=100_00 * (n + 1), expected_close=DAY)
    win_deal(actor=floor.rep, deal_id=floor.deal(name="Won", amount_minor=10**9, expected_close=DAY).pk)
    answer = page.get(URL)
    [day] = [day for day in answer.context["calendar"].days if day.count]
    assert ([card.name for card in day.cards], day.count, day.left) == (["Deal 4", "Deal 3", "Deal 2"], 6, 3)
    assert "+3 more" in answer.content.decode()
    rest = page.get(answer.context["day_urls"][DAY]).context["listing"].rows
    assert {deal.name for deal in rest} == {"Won", *(f"Deal {n}" for n in range(PER_DAY + 2))}


def test_views_filter_and_search_carry_over(floor, page):
    floor.deal(name="Mine", expected_close=DAY)
    floor.deal(name="Hers", actor=floor.manager, expected_close=DAY)
    assert shown(page, f"{URL}&view=mine") == {DAY: ["Mine"]}
    assert shown(page, f"{URL}&q=her") == {DAY: ["Hers"]}
    any_of = json.dumps({"any": [["owner", "is", floor.manager.pk], ["name", "is", "nothing"]]})
    answer = page.get(URL, {"month": "2027-03", "filter": any_of})
    assert [card.name for day in answer.context["calendar"].days for card in day.cards] == ["Hers"]
    kept = parse_qs(urlsplit(answer.context["months"]["following"]).query)
    assert kept["month"] == ["2027-04"]
    assert json.loads(kept["filter"][0]) == json.loads(any_of)


def test_a_saved_view_remembers_the_calendar(floor, page):
    page.post(
        "/lists/deal/views/new/", {"name": "Days", "sharing": "me", "said": "view=mine", "layout": "calendar"}
    )
    view = View.objects.get(name="Days")
    assert view.layout == "calendar"
    [tab] = [tab for tab in page.get("/deals/").context["state"].tabs if tab.key == str(view.pk)]
    assert tab.url.startswith("/deals/calendar/")


def test_the_cost_does_not_grow_with_the_deals(floor, page):
    def counted():
        page.get(URL)
        with CaptureQueriesContext(connection) as seen:
            page.get(URL)
        return len(seen)

    for n in range(10):
        floor.deal(name=f"Few {n}", expected_close=DAY + timedelta(days=n))
    few = counted()
    for n in range(90):
        floor.deal(name=f"Many {n}", expected_close=date(2027, 3, 1) + timedelta(days=n % 28))
    assert counted() == few <= 8


def test_deals_without_a_day_are_counted_and_listed(floor, page):
    floor.deal(name="When?")
    floor.deal(name="Then", expected_close=DAY)
    win_deal(actor=floor.rep, deal_id=floor.deal(name="Over").pk)
    answer = page.get(URL)
    assert answer.context["calendar"].undated == 1
    rows = page.get(answer.context["undated_url"]).context["listing"].rows
    assert [deal.name for deal in rows] == ["When?"]


def test_a_month_without_deals_says_so_and_a_filter_is_another_matter(page):
    assert "No deals are expected to close in March 2027" in page.get(URL).content.decode()
    assert "No deals match in March 2027" in page.get(f"{URL}&view=mine").content.decode()


@pytest.mark.parametrize(
    ("lane", "day"),
    [
        ("2027-03-02", date(2027, 3, 2)),
        ("+1", date(2027, 3, 18)),
        ("-7", date(2027, 3, 10)),
        ("+7", date(2027, 3, 24)),
    ],
)
def test_a_deal_moves_to_another_day_and_back(floor, page, lane, day):
    deal = floor.deal(name="Pilot", expected_close=DAY)
    answer = move(page, deal, lane)
    assert answer.status_code == 200
    deal.refresh_from_db()
    assert deal.expected_close == day
    text = answer.content.decode()
    assert "Pilot is expected on" in text
    assert f'id="day-{day}"' in text
    undo = move(page, deal, DAY.isoformat())
    assert undo.status_code == 200
    assert Deal.objects.get(pk=deal.pk).expected_close == DAY


def test_somebody_who_was_quicker_is_told_of_and_nothing_is_lost(floor, page):
    deal = floor.deal(name="Pilot", expected_close=DAY)
    Deal.objects.filter(pk=deal.pk).update(version=9, expected_close=DAY + timedelta(days=2))
    answer = move(page, deal, "2027-03-02")
    assert answer.status_code == 409
    assert "Somebody changed “Pilot” meanwhile" in answer.content.decode()
    assert Deal.objects.get(pk=deal.pk).expected_close == DAY + timedelta(days=2)


@pytest.mark.parametrize("lane", ["tomorrow", "2027-02-30", "+9999", "1899-12-31", "+2"])
def test_a_day_that_is_none_is_refused(floor, page, lane):
    deal = floor.deal(expected_close=DAY)
    answer = move(page, deal, lane)
    assert answer.status_code == 422
    assert Deal.objects.get(pk=deal.pk).expected_close == DAY


def test_the_dialog_asks_for_a_day(floor, page):
    deal = floor.deal(name="Pilot", expected_close=DAY)
    asked = move(page, deal, "ask")
    assert asked.status_code == 422
    assert "When will Pilot close?" in asked.content.decode()
    refused = page.post(f"/deals/{deal.pk}/day/?version={deal.version}", {"day": "soon"}, headers=HTMX)
    assert refused.status_code == 422
    answer = page.post(f"/deals/{deal.pk}/day/?version={deal.version}", {"day": "2027-05-09"}, headers=HTMX)
    assert answer.headers["HX-Trigger"] == "accrue:close-dialog"
    assert Deal.objects.get(pk=deal.pk).expected_close == date(2027, 5, 9)
    stale = page.post(f"/deals/{deal.pk}/day/?version={deal.version}", {"day": "2027-05-10"}, headers=HTMX)
    assert stale.status_code == 422
    assert "Somebody changed" in stale.content.decode()


def test_who_may_not_change_a_deal_sees_it_stand_still(floor, client):
    deal = floor.deal(name="Pilot", expected_close=DAY)
    client.force_login(floor.reader)
    answer = client.get(URL)
    [card] = [card for day in answer.context["calendar"].days for card in day.cards]
    assert card.is_fixed
    assert "data-move-url" not in answer.content.decode()
    assert move(client, deal, "+1").status_code == 403
    client.force_login(floor.stranger)
    assert move(client, deal, "+1").status_code == 404
    assert shown(client) == {}


def test_a_closed_deal_stands_still(floor, page):
    win_deal(actor=floor.rep, deal_id=floor.deal(expected_close=DAY).pk)
    [card] = [card for day in page.get(URL).context["calendar"].days for card in day.cards]
    assert (card.kind, card.is_fixed, card.is_late) == ("won", True, False)


def test_hidden_days_are_no_calendar_and_hidden_values_do_not_order_it(floor, page):
    deal = floor.deal(name="B, small", amount_minor=1, expected_close=DAY)
    floor.deal(name="C, large", amount_minor=10**6, expected_close=DAY)
    rep = Role.objects.get(key="rep")
    rule = FieldRule.objects.create(role=rep, kind="deal", field="amount", level=Level.HIDE)
    assert shown(page) == {DAY: ["B, small", "C, large"]}
    assert "€" not in page.get(f"{URL}&days=1", headers=HTMX).content.decode()
    rule.field, rule.level = "expected_close", Level.READ
    rule.save()
    assert all(card.is_fixed for day in page.get(URL).context["calendar"].days for card in day.cards)
    assert move(page, deal, "+1").status_code == 403
    rule.level = Level.HIDE
    rule.save()
    answer = page.get(URL)
    assert answer.status_code == 403
    assert "You may not see when deals are expected to close" in answer.content.decode()
    assert move(page, deal, "+1").status_code == 403
