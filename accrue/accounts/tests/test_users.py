from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from accrue import clock
from accrue.accounts import services
from accrue.accounts.models import Role, Team, User
from accrue.accounts.services import create_user
from accrue.accounts.tests.test_access import role_with
from accrue.accounts.tokens import create_token, token_for
from accrue.errors import Conflict, Forbidden, Invalid, Missing
from accrue.events.models import Event

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_an_address_is_one_person_in_any_writing(boss):
    with pytest.raises(Conflict, match="already"):
        create_user(email=" BOSS@Accrue.Test ", name="Again")
    with pytest.raises(Invalid, match="no e-mail address"):
        create_user(email="nobody", name="X")
    with pytest.raises(Invalid, match="no role nope"):
        create_user(email="x@accrue.test", name="X", roles=["nope"])
    with pytest.raises(Invalid):
        create_user(email="x@accrue.test", name="  ")


class TestTheLastAdministrator:
    """Every way to lose the last one is shut; with a second one each is open."""

    def ways(self, boss: User) -> dict[str, object]:
        return {
            "disable": lambda: services.disable_user(actor=None, user_id=boss.pk),
            "take the role": lambda: services.edit_user(actor=boss, user_id=boss.pk, roles=["rep"]),
        }

    @pytest.mark.parametrize("way", ["disable", "take the role"])
    def test_cannot_be_lost(self, boss, way):
        with pytest.raises(Conflict) as refused:
            self.ways(boss)[way]()
        assert refused.value.code == "accounts.last_administrator"
        boss.refresh_from_db()
        assert boss.is_active
        assert boss.roles.filter(key="administrator").exists()
        create_user(email="second@accrue.test", name="Second", roles=["administrator"])
        self.ways(boss)[way]()

    def test_through_a_team(self, boss):
        team = services.create_team(actor=boss, name="Admins", member_ids=[boss.pk], roles=["administrator"])
        services.edit_user(actor=boss, user_id=boss.pk, roles=[])
        for way in (
            lambda: services.archive_team(actor=boss, team_id=team.pk),
            lambda: services.edit_team(actor=boss, team_id=team.pk, roles=["rep"]),
            lambda: services.edit_team(actor=boss, team_id=team.pk, member_ids=[]),
            lambda: services.edit_user(actor=boss, user_id=boss.pk, team_ids=[]),
        ):
            with pytest.raises(Conflict) as refused:
                way()
            assert refused.value.code == "accounts.last_administrator"

    def test_a_disabled_one_does_not_count(self, boss):
        other = create_user(email="o@accrue.test", name="O", roles=["administrator"])
        services.disable_user(actor=boss, user_id=other.pk)
        with pytest.raises(Conflict):
            services.edit_user(actor=boss, user_id=boss.pk, roles=[])


class TestNobodyHandsOnMoreThanTheyHave:
    @pytest.fixture
    def lead(self, north):
        role = role_with(user_see="all", user_edit="all", user_create="all", team_see="all", team_edit="all")
        user = create_user(email="lead@accrue.test", name="Lead", roles=["rep"])
        user.roles.add(role)
        return user

    def test_roles(self, lead, rep, boss):
        services.edit_user(actor=lead, user_id=rep.pk, roles=[])
        services.edit_user(actor=lead, user_id=rep.pk, roles=["rep"])
        for roles in (["administrator"], ["rep", "manager"]):
            with pytest.raises(Forbidden):
                services.edit_user(actor=lead, user_id=rep.pk, roles=roles)
        with pytest.raises(Forbidden):
            services.invite(actor=lead, email="x@accrue.test", roles=["administrator"])

    def test_roles_of_a_team(self, lead, rep, boss):
        powerful = services.create_team(actor=boss, name="Powerful", roles=["manager"])
        with pytest.raises(Forbidden):
            services.edit_team(actor=lead, team_id=powerful.pk, member_ids=[lead.pk])
        with pytest.raises(Forbidden):
            services.edit_user(actor=lead, user_id=lead.pk, team_ids=[powerful.pk])
        with pytest.raises(Forbidden):
            services.invite(actor=lead, email="x@accrue.test", team=powerful)

    def test_who_may_do_more_is_out_of_reach(self, lead, boss):
        with pytest.raises(Forbidden):
            services.disable_user(actor=lead, user_id=boss.pk)


def test_edits_are_facts_and_history(boss, rep, south):
    services.edit_user(
        actor=boss, user_id=rep.pk, version=rep.version, name="Ana Maria", roles=["rep", "marketer"],
        team_id=south.pk,
    )  # fmt: skip
    assert names()[-2:] == ["UserEdited", "UserRolesChanged"]
    assert Event.objects.last().data["given"] == ["marketer"]
    assert set(rep.teams.values_list("name", flat=True)) == {"North", "South"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM accounts_userevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [rep.pk])
        assert [name for (name,) in cursor.fetchall()][-1] == "Ana Maria"
        cursor.execute("SELECT count(*) FROM accounts_userroleevent WHERE user_id = %s", [rep.pk])
        assert cursor.fetchone() == (2,)
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'accounts_userevent'"
        )
        assert "password" not in {name for (name,) in cursor.fetchall()}


def test_two_edits_of_the_same_version(boss, rep):
    services.edit_user(actor=boss, user_id=rep.pk, version=1, name="First")
    with pytest.raises(Conflict) as refused:
        services.edit_user(actor=boss, user_id=rep.pk, version=1, name="Second")
    assert refused.value.code == "accounts.changed_meanwhile"
    assert User.objects.get(pk=rep.pk).name == "First"


def test_only_who_may_edits(rep, manager):
    with pytest.raises(Forbidden):
        services.edit_user(actor=rep, user_id=manager.pk, name="X")
    with pytest.raises(Missing):
        services.edit_user(actor=rep, user_id=987654, name="X")


def test_nobody_disables_themselves(boss):
    create_user(email="second@accrue.test", name="Second", roles=["administrator"])
    with pytest.raises(Conflict, match="yourself"):
        services.disable_user(actor=boss, user_id=boss.pk)


def test_disabling_ends_tokens(boss, rep):
    soon = clock.now() + timedelta(days=1)
    _, secret = create_token(user=rep, name="t", scopes=["*:read"], expires_at=soon)
    assert token_for(secret)
    services.disable_user(actor=boss, user_id=rep.pk)
    assert token_for(secret) is None
    assert names()[-1] == "UserDisabled"


def test_profile_refuses_what_does_not_exist(rep):
    services.edit_profile(actor=rep, time_zone="Europe/Lisbon", hotkeys=False)
    assert Event.objects.last().data["fields"] == ["hotkeys", "time_zone"]
    for wrong in ({"time_zone": "Mars/Base"}, {"locale": "xx"}, {"name": " "}, {"is_active": False}):
        with pytest.raises(Invalid):
            services.edit_profile(actor=rep, **wrong)


def test_home_team_is_one_of_the_teams(boss, rep, south):
    services.edit_user(actor=boss, user_id=rep.pk, team_id=south.pk, team_ids=[])
    assert set(rep.teams.all()) == {south}
    with pytest.raises(Conflict, match="home team"):
        services.edit_team(actor=boss, team_id=south.pk, member_ids=[])
    services.edit_user(actor=boss, user_id=rep.pk, team_id=0, team_ids=[])
    assert User.objects.get(pk=rep.pk).team is None


class TestTeams:
    def test_life(self, boss, rep):
        team = services.create_team(actor=boss, name="West", member_ids=[rep.pk], roles=["marketer"])
        services.edit_team(actor=boss, team_id=team.pk, version=1, name="Far West", member_ids=[boss.pk])
        services.archive_team(actor=boss, team_id=team.pk)
        services.restore_team(actor=boss, team_id=team.pk)
        assert names()[-4:] == ["TeamCreated", "TeamEdited", "TeamArchived", "TeamRestored"]
        edited = Event.objects.get(name="TeamEdited").data
        assert (edited["came"], edited["left"], edited["name"]) == ([boss.pk], [rep.pk], "Far West")

    def test_names_are_there_once(self, boss, north):
        for name in ("North", "north "):
            with pytest.raises(Conflict, match="already"):
                services.create_team(actor=boss, name=name)
        with pytest.raises(Invalid):
            services.create_team(actor=boss, name=" ")

    def test_reps_do_not_make_teams(self, rep):
        with pytest.raises(Forbidden):
            services.create_team(actor=rep, name="Mine")
        assert not Team.objects.filter(name="Mine").exists()


class TestRoles:
    @pytest.fixture
    def own(self, boss):
        return services.copy_role(actor=boss, role_id=Role.objects.get(key="rep").pk, name="Junior rep")

    def test_a_copy_may_what_the_original_may(self, own):
        source = Role.objects.get(key="rep")
        lines = ["kind", "action", "scope"]
        assert set(own.grants.values_list(*lines)) == set(source.grants.values_list(*lines))

    def test_changes_are_told(self, boss, own):
        services.edit_role(
            actor=boss, role_id=own.pk, version=1, name="Junior",
            grants={("person", "delete"): "none", ("person", "see"): "all"},
            levels={("person", "phone"): "hide"},
        )  # fmt: skip
        assert Event.objects.last().data["changes"] == [
            "delete person: own → none",
            "see person: team → all",
            "person.phone: write → hide",
        ]
        assert not own.grants.filter(kind="person", action="delete").exists()

    @pytest.mark.parametrize(
        ("grants", "levels"),
        [
            ({("nothing", "see"): "all"}, {}),
            ({("person", "fly"): "all"}, {}),
            ({("person", "see"): "everything"}, {}),
            ({("role", "see"): "team"}, {}),
            ({}, {("person", "password"): "hide"}),
            ({}, {("person", "phone"): "maybe"}),
        ],
    )
    def test_nonsense_is_refused(self, boss, own, grants, levels):
        with pytest.raises(Invalid):
            services.edit_role(actor=boss, role_id=own.pk, version=1, name="X", grants=grants, levels=levels)

    def test_built_in_roles_stay(self, boss):
        rep = Role.objects.get(key="rep")
        with pytest.raises(Conflict, match="Copy it"):
            services.edit_role(actor=boss, role_id=rep.pk, version=1, name="X", grants={}, levels={})
        with pytest.raises(Conflict):
            services.delete_role(actor=boss, role_id=rep.pk)

    def test_built_in_roles_follow_the_code(self, boss):
        rep = Role.objects.get(key="rep")
        rep.grants.filter(kind="person").delete()
        rep.grants.filter(kind="deal", action="see").update(scope="all")
        services.ensure_built_in_roles()
        assert rep.grants.get(kind="person", action="see").scope == "team"
        assert rep.grants.get(kind="deal", action="see").scope == "team"

    def test_a_role_in_use_stays(self, boss, own, rep):
        rep.roles.add(own)
        with pytest.raises(Conflict, match="1 people"):
            services.delete_role(actor=boss, role_id=own.pk)
        rep.roles.remove(own)
        services.delete_role(actor=boss, role_id=own.pk)
        assert names()[-1] == "RoleDeleted"
