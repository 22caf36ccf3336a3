"""What a file is, told by its first bytes and never by its name; and a name that is safe to write to a disk."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

UNKNOWN = "application/octet-stream"
LONGEST = 200
MOST_PIXELS = 16_000_000
LARGEST_SIDE = 640
BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
"""What is previewed, and by which of Pillow's readers."""
_FORBIDDEN = re.compile(r'[<>:"|?*/\\]')


def type_of(head: bytes) -> str:
    """A picture, a PDF or plain text by its first bytes; everything else is bytes. Markup is bytes, too: nothing opens it."""
    for beginning, found in BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # the last character may be cut
            return False
        text = head[: error.start].decode()
    return bool(text) and "\0" not in text and "<" not in text


def safe_name(given: str) -> str:
    """The last part of a path, without what no folder bears or what turns text around; its ending is kept.

    Never empty, never hidden, at most 200 characters.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in name)
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST:
        return name or "file"
    return (
        f"{stem[: LONGEST - 1 - len(ending)]}{dot}{ending}" if stem and len(ending) < 20 else name[:LONGEST]
    )


def draw_preview(source: Path, target: Path, content_type: str) -> bool:
    """A small WebP of a picture, drawn anew from its pixels, so that nothing else of it is passed on.

    False where it is no picture, a broken one, or one of more pixels than are worth the memory.
    """
    if content_type not in PICTURES:
        return False
    part = target.with_suffix(".part")
    try:
        with Image.open(source, formats=[PICTURES[content_type]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # a JPEG is read at an eighth
            if picture.width * picture.height > MOST_PIXELS:
                return False
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(part, "WEBP", quality=80)
        part.replace(target)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return False
    finally:
        part.unlink(missing_ok=True)
    return True
