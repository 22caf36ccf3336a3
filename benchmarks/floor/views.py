"""The least that answers each question with HTML."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Sum, Window
from django.db.models.functions import RowNumber, TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks.floor.models import Deal, Entry, Order, Person


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    rows = (
        Person.objects.select_related("company")
        .only("name", "email", "phone", "company__name")
        .order_by("name", "id")
    )
    return render(request, "floor/rows.html", {"rows": rows[:50]})


def search(request: HttpRequest) -> HttpResponse:
    needle = request.GET["q"].lower()
    trigrams = [needle[n : n + 3] for n in range(len(needle) - 2)]
    found = Person.objects.filter(trigrams__contains=trigrams, search__contains=needle)
    rows = (
        found.select_related("company").only("name", "email", "phone", "company__name").order_by("name", "id")
    )
    return render(request, "floor/rows.html", {"rows": rows[:50]})


@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    person = Person.objects.select_related("company").get(pk=pk)
    entries = Entry.objects.filter(person=person).order_by("-at")[:30]
    context = {
        "person": person,
        "entries": entries,
        "value": Order.objects.filter(person=person).aggregate(v=Sum("amount")),
    }
    return render(request, "floor/record.html", context)


def board(request: HttpRequest) -> HttpResponse:
    place = Window(RowNumber(), partition_by=F("stage"), order_by=F("position").asc())
    deals = (
        Deal.objects.annotate(place=place)
        .filter(place__lte=20)
        .select_related("company")
        .order_by("stage", "place")
    )
    lanes: dict[int, list[Deal]] = {}
    for deal in deals:
        lanes.setdefault(deal.stage, []).append(deal)
    sums = {
        row["stage"]: row for row in Deal.objects.values("stage").annotate(n=Count("id"), sum=Sum("amount"))
    }
    return render(request, "floor/board.html", {"lanes": [(sums[s], cards) for s, cards in lanes.items()]})


def sums(request: HttpRequest) -> HttpResponse:
    months = Deal.objects.annotate(month=TruncMonth("close")).values("stage", "month")
    rows = months.annotate(n=Count("id"), sum=Sum("amount")).order_by("stage", "month")
    return render(request, "floor/sums.html", {"rows": rows})
