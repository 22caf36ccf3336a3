from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.exchange.models import Import
from accrue.exchange.services import mapping, running, uploading
from accrue.sales.services import ensure_default_pipeline


@pytest.fixture(autouse=True)
def files_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def roles(db: None) -> None:
    ensure_built_in_roles()
    ensure_default_pipeline()


@pytest.fixture
def north(roles: None) -> Team:
    return Team.objects.create(name="North")


@pytest.fixture
def ana(north: Team) -> User:
    return create_user(email="ana@accrue.test", name="Ana Ruiz", roles=["administrator"], team=north)


@pytest.fixture
def rep(north: Team) -> User:
    return create_user(email="rep@accrue.test", name="Rep North", roles=["rep"], team=north)


type BringIn = Callable[..., Import]


def uploaded(actor: User, text: str | bytes, name: str = "file.csv", **more: Any) -> Import:
    data = text.encode() if isinstance(text, str) else text
    return uploading.receive(actor=actor, name=name, chunks=[data], **more)


@pytest.fixture
def bring_in() -> BringIn:
    """Upload, place by guess unless told, run to the end."""

    def run(
        actor: User,
        text: str | bytes,
        *,
        kind: str = "",
        corrects: int | None = None,
        places: list[str] | None = None,
        **options: Any,
    ) -> Import:
        batch = uploaded(actor, text, kind=kind, corrects=corrects)
        if places is not None or options:
            mapping.set_mapping(
                actor=actor, import_id=batch.pk, mapping=places or batch.mapping, options=options
            )
        running.start(actor=actor, import_id=batch.pk)
        running.run(batch.pk, until=lambda: False)
        return Import.objects.get(pk=batch.pk)

    return run
