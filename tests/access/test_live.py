"""The stream of what changed: for those who are signed in, and without a word about what."""

from __future__ import annotations

import asyncio

import pytest
from django.test import AsyncClient

pytestmark = pytest.mark.django_db(transaction=True)


def test_signed_out_gets_nothing():
    answer = asyncio.run(AsyncClient().get("/live/"))
    assert answer.status_code == 204
    assert not answer.content
