"""Putting files on a record's panel, as its tests do."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accrue.activities import keeping
from accrue.activities.services import add_file

HTMX = {"HX-Request": "true"}
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def put(floor, content=b"Hello", name="offer.txt", who="rep", **more):
    return add_file(
        actor=getattr(floor, who),
        kind="person",
        record_id=floor.person.pk,
        name=name,
        chunks=[content],
        **more,
    )


def upload(client, floor, *files, **headers):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/records/person/{floor.person.pk}/files/", {"files": given}, headers=headers)


def download(client, version):
    return client.get(f"/files/{version.file_id}/{version.number}/download/")


def body(response):
    return b"".join(response.streaming_content)


def lying():
    return sorted(path.name for path in keeping.folder().glob("*/*"))


def picture(size=(1200, 900), form="PNG", **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()
