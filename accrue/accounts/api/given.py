"""The types of what programs send about people, teams and roles."""

from __future__ import annotations

from typing import Annotated

from ninja import Field
from pydantic import StringConstraints

NO_NUL = r"^[^\x00]*$"

type Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
type Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
type Limit = Annotated[int, Field(ge=1, le=200)]
type Name = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=NO_NUL)]
type ShortName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=NO_NUL)]
type NameOrNone = Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)]
type Address = Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=NO_NUL)]
type Key = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_NUL)]
type Keys = Annotated[list[Key], Field(max_length=200)]
type Ids = Annotated[list[Id], Field(max_length=10_000)]
type Words = Annotated[str, Field(max_length=120, description="Any part of name or e-mail address.")]
