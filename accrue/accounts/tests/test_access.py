"""The most permissive grant wins, what no grant names is denied, and asking costs two queries."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accrue.accounts.access import access_of, reach, require, visible
from accrue.accounts.kinds import Action, Level, Scope, kind_called
from accrue.accounts.models import FieldRule, Grant, Membership, Role, Team, User
from accrue.accounts.selectors import load_access
from accrue.accounts.services import create_user
from accrue.errors import Forbidden, Missing

numbers = itertools.count()


def role_with(**grants: str) -> Role:
    """`role_with(person_see="team")`"""
    role = Role.objects.create(key=f"r{next(numbers)}", name=f"Role {next(numbers)}")
    for name, scope in grants.items():
        kind, action = name.rsplit("_", 1)
        Grant.objects.create(role=role, kind=kind, action=action, scope=scope)
    return role


def somebody(*roles: Role, teams: tuple[Team, ...] = ()) -> User:
    user = create_user(email=f"u{next(numbers)}@accrue.test", name="Some Body")
    user.roles.set(roles)
    Membership.objects.bulk_create([Membership(user=user, team=team) for team in teams])
    return user


def team_with(*roles: Role) -> Team:
    team = Team.objects.create(name=f"Team {next(numbers)}")
    team.roles.set(roles)
    return team


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=st.lists(st.sampled_from(Scope.values)), by_team=st.lists(st.sampled_from(Scope.values)))
def test_the_most_permissive_grant_wins(db, own, by_team):
    mine = [role_with(deal_edit=scope) for scope in own]
    teams = tuple(team_with(role_with(deal_edit=scope)) for scope in by_team)
    access = load_access(somebody(*mine, teams=teams))
    best = max((Scope(s) for s in [*own, *by_team]), key=lambda s: s.reach, default=Scope.NONE)
    assert access.scope("deal", Action.EDIT) is best
    assert access.scope("deal", Action.DELETE) is Scope.NONE
    assert access.scope("person", Action.EDIT) is Scope.NONE


def test_without_a_role_nothing_is_allowed(db):
    access = load_access(somebody())
    assert not any(access.may(kind, action) for kind in ("deal", "user", "role") for action in Action)


def test_one_query_however_many_roles(db, django_assert_num_queries):
    roles = [role_with(deal_see="own", person_see="all", company_edit="team") for _ in range(8)]
    for role in roles:
        FieldRule.objects.create(role=role, kind="deal", field="amount", level=Level.READ)
    user = somebody(*roles[:4], teams=tuple(team_with(role) for role in roles[4:]))
    with django_assert_num_queries(1):
        load_access(user)
    with django_assert_num_queries(1):
        for _ in range(5):
            access_of(user)


def test_says_which_role_and_team_gave_it(db):
    reading, closing = role_with(deal_see="team"), role_with(deal_see="all")
    team = team_with(closing)
    granted = load_access(somebody(reading, teams=(team,))).grants["deal", "see"]
    assert (granted.scope, granted.role, granted.team) == (Scope.ALL, closing.name, team.name)
    granted = load_access(somebody(closing, teams=(team,))).grants["deal", "see"]
    assert granted.team is None, "at equal reach the own role is named"


def test_an_archived_team_gives_nothing(db):
    team = team_with(role_with(deal_see="all"))
    user = somebody(teams=(team,))
    assert load_access(user).may("deal", "see")
    Team.objects.filter(pk=team.pk).update(is_archived=True)
    access = load_access(user)
    assert not access.may("deal", "see")
    assert team.pk not in access.team_ids


def test_disabled_people_may_do_nothing(boss):
    User.objects.filter(pk=boss.pk).update(is_active=False)
    assert not access_of(User.objects.get(pk=boss.pk)).may("user", "see")


class TestFieldLevels:
    def rule(self, role: Role, level: str) -> None:
        FieldRule.objects.create(role=role, kind="person", field="phone", level=level)

    def test_without_a_rule_the_field_follows_its_record(self, db):
        assert load_access(somebody(role_with(person_see="all"))).level("person", "phone") is Level.WRITE

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(levels=st.lists(st.sampled_from(Level.values), min_size=1, max_size=4))
    def test_the_most_permissive_level_wins(self, db, levels):
        roles = [role_with(person_see="own") for _ in levels]
        for role, level in zip(roles, levels, strict=True):
            self.rule(role, level)
        best = max((Level(level) for level in levels), key=lambda level: level.reach)
        assert load_access(somebody(*roles)).level("person", "phone") is best

    def test_a_role_that_does_not_see_the_kind_lifts_nothing(self, db):
        hiding, elsewhere = role_with(person_see="all"), role_with(product_see="all")
        self.rule(hiding, Level.HIDE)
        assert load_access(somebody(hiding, elsewhere)).hides("person", "phone")


@pytest.mark.parametrize("scope", Scope.values)
def test_one_record_and_a_list_agree(north, south, scope):
    """`may` on a record and the queryset of `visible` never differ."""
    asker = somebody(role_with(user_see=scope), teams=(north,))
    asker.team = north
    asker.save()
    colleague = create_user(email="c@accrue.test", name="C", team=north)
    stranger = create_user(email="s@accrue.test", name="S", team=south)
    access = access_of(asker)
    listed = set(visible(asker, User.objects.all()).values_list("pk", flat=True))
    for user in (asker, colleague, stranger):
        user = User.objects.get(pk=user.pk)
        assert access.may("user", "see", user) == (user.pk in listed), (scope, user.name)
    assert len(listed) == {"all": 3, "team": 2, "own": 1, "none": 0}[scope]
    assert User.objects.filter(reach(access, kind_called("user"), "see")).count() == len(listed)


def test_hidden_is_missing_and_denied_is_forbidden(north, south):
    asker = somebody(role_with(user_see="team"), teams=(north,))
    colleague = create_user(email="c@accrue.test", name="C", team=north)
    stranger = create_user(email="s@accrue.test", name="S", team=south)
    with pytest.raises(Forbidden):
        require(asker, Action.EDIT, colleague)
    with pytest.raises(Missing):
        require(asker, Action.EDIT, stranger)


def test_a_token_narrows_and_never_widens(db):
    user = somebody(role_with(deal_see="all", deal_edit="own"))
    reading = load_access(user).restricted_to(frozenset({"deal:read", "person:read"}))
    assert reading.may("deal", "see")
    assert not reading.may("deal", "edit")
    assert not reading.may("person", "see")
