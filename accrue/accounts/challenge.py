"""What a form from outside asks after too many posts: some work for the browser, or some patience.

The post that was held back travels sealed inside the challenge, so nothing of it is lost, kept here, or readable in the
page. Solving means finding a number that, after the puzzle, gives a SHA-256 beginning with `BITS` zero bits: about
260,000 hashes, a second for a browser, and nothing for one post; a lot for thousands. Without scripts the reader waits
until the address may post again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accrue import clock
from accrue.accounts import sealing
from accrue.errors import AccrueError

FIELD, ANSWER = "held_back", "held_back_answer"
BITS = 18
LIFETIME = timedelta(minutes=10)
WAIT = 60  # seconds: the stretch in which posts are counted
LONGEST = 64_000  # characters of a post that is carried along


def page(request: HttpRequest, held: QueryDict | None = None) -> HttpResponse:
    """The challenge for this post: 429, and the way on. A post that is too long to carry is to be sent again."""
    posted = request.POST if held is None else held
    context: dict[str, object] = {
        "wait": WAIT,
        "is_again": held is not None,
        "address": request.get_full_path(),
    }
    if not request.FILES and len(words := _words(posted)) <= LONGEST:
        sealed = _sealed(request, words)
        context |= {
            "sealed": sealed,
            "puzzle": puzzle(sealed),
            "bits": BITS,
            "field": FIELD,
            "answer": ANSWER,
        }
    response = render(request, "accounts/challenge.html", context, status=429)
    response["Retry-After"] = str(WAIT)
    add_never_cache_headers(response)
    return response


def held_back(request: HttpRequest) -> QueryDict | None:
    """The post that waits inside a challenge of this address of ours; None where there is none, or it is too old."""
    try:
        address, at, words = json.loads(sealing.unseal(request.POST.get(FIELD, "")))
        fresh = timedelta() <= clock.now() - datetime.fromisoformat(at) <= LIFETIME
    except (AccrueError, ValueError, TypeError):
        return None
    return QueryDict(words, mutable=True) if fresh and address == request.get_full_path() else None


def is_solved(request: HttpRequest) -> bool:
    """Whether the answer is right, and given for the first time."""
    asked, answer = puzzle(request.POST.get(FIELD, "")), request.POST.get(ANSWER, "")
    if not (answer.isascii() and answer.isdigit() and len(answer) <= 12 and solves(asked, answer)):
        return False
    return cache.add(f"challenge:{asked}", True, LIFETIME.total_seconds())


def puzzle(sealed: str) -> str:
    """32 letters that stand for this one challenge."""
    return hashlib.sha256(sealed.encode()).hexdigest()[:32]


def solves(asked: str, answer: str, bits: int = BITS) -> bool:
    found = hashlib.sha256(f"{asked}:{answer}".encode()).digest()
    return int.from_bytes(found) >> (256 - bits) == 0


def _sealed(request: HttpRequest, words: str) -> str:
    return sealing.seal(json.dumps([request.get_full_path(), clock.now().isoformat(), words]))


def _words(posted: QueryDict) -> str:
    kept = posted.copy()
    for name in ("csrfmiddlewaretoken", FIELD, ANSWER):
        kept.pop(name, None)
    return kept.urlencode()
