"""R11: without room an upload is refused whole, and the rest goes on."""

from __future__ import annotations

import resource
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accrue import clock
from accrue.accounts.tokens import create_token
from accrue.activities.models import File
from accrue.activities.tests.filing import HTMX, body, download, lying, put, upload
from accrue.ui.full_disk import NoRoom, is_full

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def full_disk():
    """No file of this process may grow beyond 100 kB: the kernel refuses the write in the middle, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))

    def over():
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    yield over
    over()


def test_r11_on_a_full_disk_uploads_answer_503_leave_nothing_torn_and_recover(floor, client_of, full_disk):
    rep = client_of(floor.rep)
    small, large = put(floor, b"small"), b"y" * 300_000
    refused = upload(rep, floor, ("large.bin", large))
    assert refused.status_code == 503
    assert "no room" in refused.text
    assert upload(rep, floor, ("large.bin", large), **HTMX).status_code == 503
    assert len(lying()) == 1
    assert File.objects.count() == 1
    assert body(download(rep, small)) == b"small"  # reading goes on
    full_disk()
    assert upload(rep, floor, ("large.bin", large)).status_code == 302
    assert body(download(rep, File.objects.get(name="large.bin").versions.get())) == large


def test_r11_an_upload_that_found_no_room_for_itself_is_not_taken_in_parts(
    floor, client_of, full_disk, settings
):
    """Above 2.5 MB Django writes it down while it comes."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 50_000
    rep, large = client_of(floor.rep), b"y" * 300_000
    assert upload(rep, floor, ("large.bin", large)).status_code == 503
    form = {"file": SimpleUploadedFile("large.bin", large)}
    _, secret = create_token(
        user=floor.rep, name="t", scopes=["*:write"], expires_at=clock.now() + timedelta(days=1)
    )
    answer = Client().post(
        f"/api/v1/records/person/{floor.person.pk}/files", form, headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 503
    assert not File.objects.exists()
    full_disk()
    assert upload(rep, floor, ("large.bin", large)).status_code == 302


def test_r11_a_database_without_room_is_told_apart_from_other_errors(db):
    for code, full in (("53100", True), ("23505", False)):
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$")
        assert is_full(caught.value) is full
    assert not is_full(OSError(2, "no such file"))
    assert NoRoom().status == 503
