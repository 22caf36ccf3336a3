"""What names a record by its id in a kept filter or a custom field means the kept record, and after an undo its own again."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from accrue.accounts.services import create_user
from accrue.contacts import services as people
from accrue.contacts.models import Person
from accrue.filters import services as filters
from accrue.filters.compiling import narrowed
from accrue.filters.custom.services import make_field
from accrue.filters.lists import list_of
from accrue.filters.models import View
from accrue.filters.setting import Setting
from accrue.filters.state import ListState
from accrue.filters.tree import parse
from accrue.filters.words import chips, said
from accrue.quality.selectors.previewing import preview
from accrue.quality.services import undo_merge
from accrue.quality.tests.merging import joined, tables
from accrue.sales.models import Deal
from accrue.sales.services import ensure_default_pipeline, open_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana(rep):
    return people.create_person(actor=rep, given_name="Hana", family_name="Voegel")


@pytest.fixture
def admin(north):
    return create_user(email="root@accrue.test", name="Root", roles=["administrator"], team=north)


def opened(actor, name, **fields):
    stage = ensure_default_pipeline().stages.first()
    return open_deal(actor=actor, stage_id=stage.pk, fields={"name": name, **fields})


def linked(admin, kind="deal", label="Referred by"):
    return make_field(actor=admin, kind=kind, label=label, type="record", to="person")


def found(actor, view):
    view.refresh_from_db()
    return {str(one) for one in narrowed(actor, "deal", Deal.objects.all(), view.tree)}


def test_a_saved_view_names_the_kept_record_and_its_own_again_after(rep, hanna, hana):
    opened(rep, "Mine", person_id=hanna.pk), opened(rep, "Theirs", person_id=hana.pk)
    tree = {"all": [["person", "is", [hana.pk]]]}
    setting = Setting(tree=parse(tree))
    view = filters.save_view(actor=rep, kind="deal", name="Theirs", sharing="me", setting=setting)
    assert found(rep, view) == {"Theirs"}
    made = joined(rep, hanna, hana)
    assert found(rep, view) == {"Mine", "Theirs"}
    state = ListState(QueryDict(""), rep, list_of("deal"))
    assert said(rep, state.fields, view.tree) == "Person is Hanna Vögel"
    undo_merge(actor=rep, merge_id=made.pk)
    assert found(rep, view) == {"Theirs"}
    assert said(rep, state.fields, view.tree) == "Person is Hana Voegel"
    assert View.objects.get().version == 1


def test_the_chip_and_the_builder_name_who_is_kept(client, rep, hanna, hana):
    joined(rep, hanna, hana)
    asked = QueryDict(mutable=True)
    asked["filter"] = f'{{"all":[["person","is",[{hana.pk}]]]}}'
    assert [chip.value for chip in chips(ListState(asked, rep, list_of("deal")))] == ["Hanna Vögel"]
    client.force_login(rep)
    html = client.get("/deals/", {"filter": asked["filter"]}).content.decode()
    assert "Hana Voegel" not in html


def test_custom_links_go_along_and_come_back(admin, rep, hanna, hana):
    linked(admin)
    deals = [
        opened(rep, f"Deal {n}", custom={"referred_by": who.pk}) for n, who in enumerate((hana, hana, hanna))
    ]
    before = tables()
    assert "2 deals by “Referred by”" in [one.text for one in preview(rep, "person", hanna.pk, hana.pk).along]
    made = joined(rep, hanna, hana)
    assert {deal.custom["referred_by"] for deal in Deal.objects.all()} == {hanna.pk}
    assert [(one.relation, one.row_ids) for one in made.moved.all()] == [
        ("sales.Deal.custom_referred_by", sorted(deal.pk for deal in deals[:2]))
    ]
    undo_merge(actor=rep, merge_id=made.pk)
    assert tables() == before


def test_a_link_that_was_changed_since_stays(admin, rep, hanna, hana):
    from accrue.sales.services import edit_deal

    linked(admin)
    third = people.create_person(actor=rep, given_name="Third")
    deal = opened(rep, "Deal", custom={"referred_by": hana.pk})
    made = joined(rep, hanna, hana)
    edit_deal(actor=rep, deal_id=deal.pk, fields={"custom": {"referred_by": third.pk}})
    later = opened(rep, "Later", custom={"referred_by": hana.pk})
    undo_merge(actor=rep, merge_id=made.pk)
    deal.refresh_from_db(), later.refresh_from_db()
    assert (deal.custom["referred_by"], later.custom["referred_by"]) == (third.pk, hanna.pk)


def test_one_who_names_the_other_names_themselves_and_the_other_again(admin, rep, hanna, hana):
    linked(admin, "person", "Deputy")
    Person.objects.filter(pk=hanna.pk).update(custom={"deputy": hana.pk})
    before = tables()
    made = joined(rep, hanna, hana)
    undo_merge(actor=rep, merge_id=made.pk)
    assert tables() == before


@pytest.fixture
def family(admin, rep, hanna, hana):
    """Two people who are one, with deputies who come to be one too: (kept, merged away, deputies and a stand-in)."""
    linked(admin, "person", "Deputy")
    first, second, third = (
        people.create_person(actor=rep, given_name=name) for name in ("Ada", "Bea", "Cleo")
    )
    Person.objects.filter(pk=hanna.pk).update(custom={"deputy": first.pk})
    Person.objects.filter(pk=hana.pk).update(custom={"deputy": second.pk})
    return first, second, third


def deputy(person):
    return Person.objects.get(pk=person.pk).custom.get("deputy")


def test_a_link_goes_back_though_what_a_merge_chose_was_merged_since(rep, hanna, hana, family):
    first, second, third = family
    before = tables()
    made = joined(rep, hanna, hana, custom_deputy="away")
    assert deputy(hanna) == second.pk
    later = joined(rep, third, second)
    assert deputy(hanna) == third.pk
    undo_merge(actor=rep, merge_id=made.pk)
    assert (deputy(hanna), deputy(hana)) == (first.pk, third.pk)
    undo_merge(actor=rep, merge_id=later.pk)
    assert tables() == before


def test_a_link_goes_back_to_who_was_merged_since_and_comes_along_again(rep, hanna, hana, family):
    first, _, third = family
    before = tables()
    made = joined(rep, hanna, hana, custom_deputy="away")
    later = joined(rep, third, first)
    undo_merge(actor=rep, merge_id=made.pk)
    assert deputy(hanna) == third.pk
    undo_merge(actor=rep, merge_id=later.pk)
    assert tables() == before


def test_a_merge_made_while_the_link_had_a_stand_in_gives_its_own_back(rep, hanna, hana, family):
    first, _, third = family
    before = tables()
    earlier = joined(rep, third, first)
    made = joined(rep, hanna, hana, custom_deputy="away")
    undo_merge(actor=rep, merge_id=earlier.pk)
    undo_merge(actor=rep, merge_id=made.pk)
    assert deputy(hanna) == first.pk
    assert tables() == before


def test_a_link_that_somebody_changed_since_stays_though_others_were_merged(rep, hanna, hana, family):
    _, second, third = family
    made = joined(rep, hanna, hana, custom_deputy="away")
    joined(rep, third, second)
    other = people.create_person(actor=rep, given_name="Dora")
    kept = Person.objects.get(pk=hanna.pk)
    people.edit_person(actor=rep, person_id=kept.pk, version=kept.version, custom={"deputy": other.pk})
    undo_merge(actor=rep, merge_id=made.pk)
    assert deputy(hanna) == other.pk
