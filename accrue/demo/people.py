"""Those who work in the simulated company, and those it sells to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from accrue.accounts.models import Team, User
from accrue.accounts.services import create_user
from accrue.contacts.models import Company, Person
from accrue.contacts.services import import_companies, import_people
from accrue.contacts.services.companies import CompanyRow
from accrue.contacts.services.people import PersonRow
from accrue.demo import names
from accrue.demo.simulation import World

DOMAIN = "meridian.example"
STAFF = [
    # name, role, team (None: no team)
    ("Nora Adler", "administrator", None),
    ("Ana Ruiz", "manager", "North"),
    ("Tom Beck", "rep", "North"),
    ("Mia Chen", "finance", None),
    ("Ivo Okafor", "finance", None),
    ("Elena Prado", "marketer", None),
    ("Sam Visser", "agent", None),
    ("Rita Graf", "read-only", None),
    ("Jonas Frey", "rep", "North"),
    ("Lena Urban", "rep", "South"),
    ("Marco Silva", "rep", "South"),
    ("Petra Novak", "rep", "East"),
    ("Emre Yilmaz", "rep", "East"),
    ("Julia Dahl", "rep", "West"),
    ("Finn Thomsen", "rep", "West"),
    ("Wanda Kraus", "rep", "Partners"),
    ("Otto Jansen", "rep", "Online"),
]


@dataclass(frozen=True, slots=True)
class Staff:
    administrator: User
    manager: User
    rep: User
    finance: User
    approver: User
    by_team: dict[str, list[User]]
    teams: dict[str, Team]


def hire(password: str) -> Staff:
    """Users with one password, in six sales teams."""
    teams = {name: Team.objects.get_or_create(name=name)[0] for name in names.TEAMS}
    users = [
        create_user(
            email=f"{plain(name.split()[0])}@{DOMAIN}", name=name, password=password, roles=[role],
            team=teams[team] if team else None,
        )
        for name, role, team in STAFF
    ]  # fmt: skip
    by_team: dict[str, list[User]] = {name: [] for name in names.TEAMS}
    for user, (_, role, team) in zip(users, STAFF, strict=True):
        if team and role == "rep":
            by_team[team].append(user)
    return Staff(users[0], users[1], users[2], users[3], users[4], by_team, teams)


def owner(staff: Staff, team: int, number: int) -> User:
    """Records are spread evenly over the reps of their team."""
    reps = staff.by_team[names.TEAMS[team]]
    return reps[number % len(reps)]


def companies(staff: Staff, world: World, random: np.random.Generator) -> list[Company]:
    """One row a company; the team of company n is n modulo six, as in the simulation."""
    first_customer = dict(zip(reversed(world.company_of), reversed(world.joined), strict=True))
    rows: list[CompanyRow] = []
    for number in range(world.settings.companies):
        name = f"{names.FIRST[number % len(names.FIRST)]} {names.SECOND[(number * 7 + number // 40) % len(names.SECOND)]}"
        city, country = names.CITIES[int(random.integers(len(names.CITIES)))]
        rows.append(
            {
                "name": name,
                "domain": f"{plain(name)}-{number}.example",
                "industry": names.INDUSTRIES[int(random.integers(len(names.INDUSTRIES)))],
                "employees": int(random.lognormal(4.2, 1.1)) + 3,
                "city": city,
                "country": country,
                "owner_id": owner(staff, number % 6, number // 6).pk,
                "created_at": first_customer.get(number, world.joined[0]),
            }
        )
    return import_companies(actor=staff.administrator, rows=rows)


def customers(
    staff: Staff, world: World, companies: list[Company], random: np.random.Generator
) -> list[Person]:
    """One row a person, in the simulation's order."""
    rows: list[PersonRow] = []
    for number, (company, joined) in enumerate(zip(world.company_of, world.joined, strict=True)):
        given = names.GIVEN[int(random.integers(len(names.GIVEN)))]
        family = names.FAMILY[int(random.integers(len(names.FAMILY)))]
        at = companies[company]
        rows.append(
            {
                "given_name": given,
                "family_name": family,
                "email": f"{plain(given)}.{plain(family)}.{number}@{at.domain}",
                "phone": f"+49 40 55{number:05d}",
                "job_title": names.JOBS[int(random.integers(len(names.JOBS)))],
                "country": at.country,
                "source": names.SOURCES[int(random.integers(len(names.SOURCES)))],
                "company_id": at.pk,
                "owner_id": at.owner_id,
                "created_at": joined,
            }
        )
    return import_people(actor=staff.administrator, rows=rows)


def plain(text: str) -> str:
    """Letters an address may hold."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def cdnow_people(actor: User, team: Team, first_bought: dict[int, datetime]) -> dict[int, Person]:
    """The CDNOW customers: numbers are all that is known of them."""
    rows: list[PersonRow] = [
        {
            "given_name": "CDNOW customer",
            "family_name": f"{number:04d}",
            "segment": "CDNOW",
            "source": "CDNOW 1997–98",
            "country": "US",
            "owner_id": None,
            "team_id": team.pk,
            "created_at": at,
        }
        for number, at in sorted(first_bought.items())
    ]
    people = import_people(actor=actor, rows=rows)
    return dict(zip(sorted(first_bought), people, strict=True))
