from decimal import Decimal

from accrue.demo.cdnow import OBSERVED_UNTIL, purchases


def test_holds_the_published_sample():
    found = purchases()
    assert found is not None
    assert len(found) == 6_919
    assert len({p.person for p in found}) == 2_357
    assert max(p.at.date() for p in found) <= OBSERVED_UNTIL
    assert sum((p.amount for p in found), Decimal(0)) > 0
