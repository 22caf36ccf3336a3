"""Every kind that carries tags, comments, files and followers goes the same way, on its page and over the API."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accrue import clock
from accrue.accounts.kinds import kind_called
from accrue.accounts.tokens import create_token
from accrue.activities.carriers import CARRIERS
from accrue.billing.services import take_order
from accrue.billing.services.orders import Buyer, OrderItem
from accrue.sales.models import Stage
from accrue.sales.services import ensure_default_pipeline, open_deal


@pytest.fixture
def records(floor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stage = Stage.objects.filter(pipeline=ensure_default_pipeline(), kind="open").first()
    deal = open_deal(
        actor=floor.rep, stage_id=stage.pk, fields={"name": "Roof", "person_id": floor.person.pk}
    )
    order = take_order(
        actor=floor.boss,
        buyer=Buyer(person_id=floor.person.pk),
        currency="EUR",
        items=[OrderItem("Chair", 20_000, Decimal(2))],
    )
    return {
        "person": floor.person,
        "company": floor.company,
        "deal": deal,
        "order": order,
        "product": floor.product,
    }


@pytest.mark.parametrize("kind", CARRIERS)
def test_every_kind_carries_all_of_it(floor, client_of, client, records, kind):
    record, boss = records[kind], client_of(floor.boss)
    there = f"/records/{kind}/{record.pk}"
    page = boss.get(f"{kind_called(kind).url_name and _page(kind, record)}").text
    for part in ("tags", "comments", "files", "followers"):
        assert f"{there}/{part}/" in page, part
        assert boss.get(f"{there}/{part}/").status_code == 200
    for group in ("Comments", "Files", "Changes"):
        assert f">{group}</button>" in page
    sent = {"tags": {"add": ["VIP"]}, "comments": {"text": "Said"}}
    _, secret = create_token(
        user=floor.boss,
        name="t",
        scopes=["*:read", "*:write"],
        expires_at=clock.now() + timedelta(days=1),
    )
    options = {"headers": {"Authorization": f"Bearer {secret}"}}
    for part, data in sent.items():
        answer = client.post(f"/api/v1{there}/{part}", data, content_type="application/json", **options)
        assert answer.status_code in (200, 201), answer.text
    made = client.post(f"/api/v1{there}/files", {"file": SimpleUploadedFile("a.txt", b"A")}, **options)
    assert made.status_code == 201
    assert client.put(f"/api/v1{there}/follow", **options).status_code == 204
    assert "Bea Test" in client.get(f"/api/v1{there}/followers", **options).text
    words = boss.get(_page(kind, record)).text
    assert "Said" in words
    assert "a.txt" in words
    chip = boss.get(f"{there}/tags/").text
    assert "?filter=%7B%22all%22%3A%5B%5B%22tags%22%2C%22any%22" in chip
    listed = boss.get(chip.split('tag-chip"><a class="hover:underline" href="')[1].split('"')[0])
    assert listed.status_code == 200
    assert str(getattr(record, "number", "") or record) in listed.text


def _page(kind, record):
    from django.urls import reverse

    return reverse(kind_called(kind).url_name, args=[record.pk])
