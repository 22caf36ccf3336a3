"""Whether two lines hold the same euro: by people, by records, by units' periods."""

from __future__ import annotations

from accrue_facts.draft import Draft


def overlap(draft: Draft, other: Draft) -> str | None:
    """Why the two must not both count, in words; None where they are of different people, records and units.

    Where one of them does not name its people (a panel), it cannot be told apart from one that does.
    """
    name = other.line.name
    if other.line.grade == "E" or draft.pool != other.pool:
        return None
    both = len(draft.treated & other.treated)
    if both:
        return f"{both:,} of the people it treated are counted in {name}; counting both would count the same money twice."
    crossed = len(draft.treated & other.control) + len(draft.control & other.treated)
    if crossed:
        return (
            f"{crossed:,} people were treated in one and the control in the other of this and {name}, so the two do not "
            "add up."
        )
    orders = len(draft.orders & other.orders)
    if orders:
        return (
            f"{orders:,} of its orders are counted in {name}; counting both would count the same money twice."
        )
    cells = len(draft.cells & other.cells)
    if cells:
        return f"{cells:,} of its periods of a unit are counted in {name}; counting both would count the same money twice."
    if draft.names_people != other.names_people:
        return f"Only one of this and {name} names its people, so whether the same people's margin is in both cannot be told."
    return None
