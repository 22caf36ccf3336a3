"""Answers to htmx, errors as pages and toasts, redirects, theme, and the fields of forms."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template import Context, Template
from django.test import Client, RequestFactory

from accrue.errors import Conflict, Forbidden, Missing
from accrue.money.amount import Money
from accrue.ui import figures
from accrue.ui.context import Screen
from accrue.ui.error_pages import ErrorMiddleware
from accrue.ui.fields import DateField, MoneyField
from accrue.ui.htmx import Part, Toast, is_fragment, parts
from accrue.ui.listing import Column, Listing
from accrue.ui.middleware import ScreensMiddleware
from accrue.ui.paging import Sort
from accrue.ui.timeline import Happening, grouped

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def asked(path: str = "/people/?q=a", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, **headers)
    request.user = AnonymousUser()
    return request


class TestFragments:
    def test_a_whole_page_is_no_fragment(self) -> None:
        assert is_fragment(asked(**HTMX))
        assert not is_fragment(asked(HTTP_HX_REQUEST="true", HTTP_HX_REQUEST_TYPE="full"))
        assert not is_fragment(asked())

    def test_several_parts_travel_together_and_are_escaped(self) -> None:
        undo = Toast("<b>Saved</b>", "/undo/", {"name": 'O"Hara'})
        answer = parts(asked(), Part('#row-"1', "ui/mark.html"), undo).content.decode()
        assert answer.count("<hx-partial") == 2
        assert 'hx-target="#row-&quot;1"' in answer
        assert "&lt;b&gt;Saved" in answer
        assert 'hx-vals="{&quot;name&quot;: &quot;O\\&quot;Hara&quot;}"' in answer


class TestErrors:
    def answer(self, error: Exception, **headers: str) -> HttpResponse | None:
        return ErrorMiddleware(lambda request: HttpResponse()).process_exception(asked(**headers), error)

    def test_an_error_that_explains_itself_is_a_page(self) -> None:
        answer = self.answer(Conflict("sales.won", "This deal is won already. Open its order."))
        assert answer is not None
        assert answer.status_code == 409
        assert "This deal is won already" in answer.content.decode()

    def test_and_a_toast_for_the_part_of_a_page_that_asked(self) -> None:
        answer = self.answer(Forbidden("x.y", "You may not do this."), **HTMX)
        assert answer is not None
        assert answer.status_code == 403
        assert answer.content.decode().startswith('<hx-partial hx-target="#toasts"')

    def test_missing_and_hidden_look_the_same(self, db: None, client: Client) -> None:
        hidden = self.answer(Missing("deal", "Deal 7 of team South"))
        assert hidden is not None
        assert "South" not in hidden.content.decode()
        assert "There is nothing here for you" in hidden.content.decode()

    def test_any_other_error_is_left_to_django(self) -> None:
        assert self.answer(ValueError("x")) is None


class TestRedirects:
    def through(self, location: str, **headers: str) -> Any:
        return ScreensMiddleware(lambda request: HttpResponseRedirect(location))(asked(**headers))

    def test_the_browser_follows_and_not_fetch(self) -> None:
        answer = self.through("/people/7/", **HTMX)
        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/people/7/")
        assert self.through("/people/7/").status_code == 302

    def test_signing_in_comes_back_to_the_page_and_not_to_its_part(self) -> None:
        answer = self.through(
            f"{resolve_url(settings.LOGIN_URL)}?next=/people/7/panel/",
            **HTMX,
            HTTP_HX_CURRENT_URL="http://testserver/people/7/?tab=a",
        )
        assert answer["HX-Redirect"] == f"{resolve_url(settings.LOGIN_URL)}?next=%2Fpeople%2F7%2F%3Ftab%3Da"


class TestScreen:
    @pytest.mark.parametrize(
        ("cookie", "theme"), [("accrue-dark", "accrue-dark"), ('"><script>', ""), ("", "")]
    )
    def test_only_known_themes_reach_the_page(self, cookie: str, theme: str) -> None:
        request = asked()
        request.COOKIES["theme"] = cookie
        assert Screen(request).theme == theme

    def test_hotkeys_follow_the_person_and_the_browser(self) -> None:
        request = asked()
        assert Screen(request).hotkeys == ""
        request.COOKIES["hotkeys"] = "off"
        assert Screen(request).hotkeys == "off"


class TestListing:
    def test_addresses_keep_the_search_and_leave_the_place(self) -> None:
        columns = [
            Column("Name", Sort("name", "name")),
            Column("Sum", Sort("sum", "sum"), starts_down=True),
            Column("Note"),
        ]
        listing: Listing[Any] = Listing(
            asked("/people/?q=a%26b&cursor=x&peek=7&sort=name"),
            None,
            columns=columns,
            default="name",
            noun=("person", "people"),
        )  # type: ignore[arg-type]
        name, amount, note = listing.headings
        assert (name.url, name.aria_sort) == ("/people/?q=a%26b&sort=-name", "ascending")
        assert (amount.url, amount.aria_sort) == ("/people/?q=a%26b&sort=-sum", "")
        assert note.url == ""
        assert listing.is_filtered
        assert listing.plain_url == "/people/"


class Sample(forms.Form):
    amount = MoneyField(currencies=["EUR", "JPY"], smallest=Decimal(0), help_text="Before tax.")
    day = DateField(required=False)


class TestFields:
    @pytest.mark.parametrize(
        ("written", "currency", "minor"),
        [
            ("1250.50", "EUR", 125050),
            ("1,250.50", "EUR", 125050),
            ("1,250,000", "EUR", 125000000),
            ("0", "EUR", 0),
            ("12", "JPY", 12),
            (" 7.1 ", "EUR", 710),
        ],
    )
    def test_money_is_read_exactly(self, written: str, currency: str, minor: int) -> None:
        form = Sample({"amount_amount": written, "amount_currency": currency})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["amount"] == Money(minor, currency)

    @pytest.mark.parametrize(
        ("written", "currency", "words"),
        [
            ("12,5", "EUR", "not an amount"),
            ("1.005", "EUR", "decimal places"),
            ("1.5", "JPY", "decimal places"),
            ("-1", "EUR", "at least"),
            ("NaN", "EUR", ""),
            ("ten", "EUR", "not an amount"),
            ("", "EUR", "required"),
            ("5", "XXX", "valid choice"),
        ],
    )
    def test_anything_else_is_refused_in_words(self, written: str, currency: str, words: str) -> None:
        form = Sample({"amount_amount": written, "amount_currency": currency})
        assert not form.is_valid()
        assert words in str(form.errors["amount"])

    def test_label_hint_and_error_belong_to_the_input(self) -> None:
        html = str(Sample({"amount_amount": "x", "amount_currency": "EUR", "day": "31.12."}, auto_id="id_%s"))
        assert '<label class="field-label" for="id_amount_0">' in html
        day = re.search(r'<input type="date"[^>]*id="id_day"[^>]*>', html)
        assert day
        assert 'aria-invalid="true"' in day[0]
        assert 'aria-describedby="id_day_error"' in day[0]
        assert 'id="id_day_error"' in html
        assert 'id="id_amount_helptext"' in html

    def test_values_come_back_as_they_are_written(self) -> None:
        html = str(Sample(initial={"amount": Money(125050, "EUR"), "day": date(2026, 11, 21)}))
        assert 'value="1250.50"' in html
        assert 'value="2026-11-21"' in html


class TestFigures:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            (figures.number(1234567.5, 1), "1,234,567.5"),
            (figures.number(-3), "−3"),
            (figures.number(None), ""),
            (figures.percent(0.279, 1), "27.9%"),
            (figures.percent(-0.5), "−50%"),
            (figures.signed(6.0, 1), "+6.0"),
            (figures.signed(0), "0"),
            (figures.signed(-2.5, 1), "−2.5"),
        ],
    )
    def test_figures_read_alike_everywhere(self, said: str, expected: str) -> None:
        assert said == expected

    def test_a_grade_that_is_none_is_refused(self) -> None:
        assert figures.evidence("B") == "measured"
        with pytest.raises(ValueError, match="no grade"):
            figures.evidence("F")

    def test_an_interval_of_one_figure_is_exact(self) -> None:
        assert "exact" in Template('{% interval "€27k" "€27k" %}').render(Context())
        assert "90\u2009% interval <b>€1k to €2k</b>" in Template('{% interval "€1k" "€2k" %}').render(
            Context()
        )


def test_a_timeline_is_grouped_in_the_readers_words() -> None:
    from datetime import UTC, datetime

    def at(day: int, month: int = 11) -> Happening:
        return Happening(datetime(2026, month, day, 12, tzinfo=UTC), "x", "mail")

    found = grouped([at(25), at(21), at(20), at(17), at(3), at(9, 10)], today=date(2026, 11, 21))
    assert [label for label, _ in found] == [
        "Coming",
        "Today",
        "Yesterday",
        "This week",
        "November 2026",
        "October 2026",
    ]
