"""What the lines of an order come to, net of tax, and whether that is what the file says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from accrue.billing.services import SoldLine
from accrue.exchange.options import Options
from accrue.exchange.planning.item import Item
from accrue.exchange.planning.orders.figures import (
    discount_of,
    exact_minor,
    major,
    minor,
    parted,
    quantity_of,
)
from accrue.money import Money
from accrue.money.currencies import exponent
from accrue.money.format import format_money

OF_LINE = ("product_code", "product", "quantity", "unit_price", "line_discount", "line_amount", "line_tax", "unit_cost", "line_cost")  # fmt: skip
AMOUNTS = ("unit_price", "line_amount", "total", "total_net", "line_tax", "tax", "shipping", "line_discount", "discount", "unit_cost", "line_cost", "refunded")  # fmt: skip
AS_IMPORTED, SHIPPING, DISCOUNT, ROUNDING = "As imported", "Shipping", "Discount", "Rounding"
DIFFERENCE = "Difference to the total"


@dataclass(slots=True)
class Sum:
    """A line as the file has it: with tax or without, less its own discount. `item` is None for what stands for the order."""

    item: Item | None
    name: str
    value: int
    quantity: Decimal = Decimal(1)
    tax: int | None = None
    cost: int | None = None
    is_cost_given: bool = True
    off: int = 0


class Sums:
    """Of one order. Faults go to the cells; `lines()` is empty where there are any, or nothing to sum. It tells then what
    was `paid` for them, tax included."""

    def __init__(self, whole: Item, currency: str, options: Options) -> None:
        self.whole, self.currency, self.options = whole, currency, options
        self.paid = 0

    def lines(self) -> list[tuple[Item | None, SoldLine]]:
        """Each line net of tax with the row it came from, so that together they are the order's amount."""
        sums = [found for line in self.whole.lines if (found := self._of(line))]
        total, total_net = self.of_order("total"), self.of_order("total_net")
        tax, shipping = self.of_order("tax"), self.of_order("shipping")
        discount = self._discount(sums)
        if self._is_faulty():
            return []
        if not sums:
            alone = self._total_alone(total, total_net, tax)
            self.paid = alone.amount_minor + (tax or 0) if alone else 0
            return [(self.whole.lines[0], alone)] if alone else []
        if shipping:
            sums.append(Sum(None, SHIPPING, shipping))
        taxes = tax if tax is not None else sum(one.tax or 0 for one in sums)
        if discount and not self._is_of_lines(sums, discount, taxes, total, total_net):
            sums.append(Sum(None, DISCOUNT, -discount, cost=0))
        gross = sum(one.value for one in sums)
        with_tax = self._with_tax(gross, taxes, total)
        nets = self._nets(sums, taxes) if with_tax else [one.value for one in sums]
        self.paid = sum(nets) + taxes
        found_lines = [(one.item, self._sold(one, net)) for one, net in zip(sums, nets, strict=True)]
        for target, said, here in (
            ("total_net", total_net, sum(nets)),
            ("total", total, sum(nets) + taxes),
        ):
            if said is not None and said != here:
                return self._differing(found_lines, target, said, here)
        return found_lines

    def _is_faulty(self) -> bool:
        return bool(self.whole.faults) or any(line.faults for line in self.whole.lines)

    def _of(self, line: Item) -> Sum | None:
        """A line's own figures; None where it has none of its own."""
        given = line.given
        if not any(given.get(name) for name in OF_LINE):
            return None
        quantity = self._read(line, "quantity", quantity_of) or Decimal(1)
        price = self._read(line, "unit_price", lambda text: major(text, self.currency))
        said = self._minor(line, "line_amount")
        base = price * quantity if price is not None else None
        off = self._read(
            line, "line_discount", lambda text: discount_of(text, base or Decimal(0), self.currency)
        ) or Decimal(0)
        if line.faults:
            return None
        taken = minor(off, self.currency)
        if base is None:
            if said is None:
                self._missing(line)
                return None
            value = said
        else:
            value = self._agreed(line, minor(base, self.currency), taken, said)
        name = given.get("product") or given.get("product_code") or AS_IMPORTED
        found = Sum(line, name[:160], value, abs(quantity), self._minor(line, "line_tax"), off=taken)
        unit, whole = (
            self._read(line, "unit_cost", lambda t: major(t, self.currency)),
            self._minor(line, "line_cost"),
        )
        if whole is not None or unit is not None:
            found.cost = (
                whole if whole is not None else minor((unit or Decimal(0)) * abs(quantity), self.currency)
            )
        else:
            found.is_cost_given = False
        return found

    def _missing(self, line: Item) -> None:
        """Neither price nor amount: the order's total says it, where the line is alone and has one."""
        alone = len(self.whole.lines) == 1
        if not (alone and (line.given.get("total") or line.given.get("total_net"))):
            line.faults["unit_price"] = "This line has neither a price nor an amount."

    def _agreed(self, line: Item, base: int, off: int, said: int | None) -> int:
        """Price by quantity less the discount, which must be the amount where the file gives one."""
        if said is None or abs(said - (base - off)) <= 1:
            return base - off if said is None else said
        if abs(said - base) <= 1:  # the amount before the discount
            return said - off
        less = f" less {self.money(off)}" if off else ""
        line.faults["line_amount"] = (
            f"{line.given.get('quantity') or 1} × {line.given['unit_price']}{less} is {self.money(base - off)}, not this."
        )
        return said

    def of_order(self, target: str) -> int | None:
        """An amount of the order, which one line gives or all that give one alike."""
        found: int | None = None
        at: Item | None = None
        for line in self.whole.lines:
            value = self._minor(line, target)
            if value is None:
                continue
            if found is not None and value != found and at is not None:
                own = {"total": "line_amount", "total_net": "line_amount", "tax": "line_tax"}.get(target)
                hint = " If this is each line's own, let the column go there." if own else ""
                line.faults[target] = f"Row {at.number} of this order says {self.money(found)}.{hint}"
            elif found is None:
                found, at = value, line
        return found

    def added(self, target: str) -> int:
        """What all lines say of it together, whatever its sign."""
        return sum(abs(self._minor(line, target) or 0) for line in self.whole.lines)

    def _discount(self, sums: list[Sum]) -> int:
        text = self.whole.given.get("discount", "")
        if not text:
            return 0
        base = Decimal(sum(one.value for one in sums)).scaleb(-exponent(self.currency))
        try:
            return minor(discount_of(text, base, self.currency), self.currency)
        except ValueError as error:
            self.whole.faults["discount"] = str(error)
            return 0

    def _is_of_lines(
        self, sums: list[Sum], discount: int, taxes: int, total: int | None, total_net: int | None
    ) -> bool:
        """Whether the order's discount only repeats those of its lines: where it is their sum, and no total says otherwise."""
        if discount != sum(one.off for one in sums):
            return False
        here = sum(one.value for one in sums)
        return self._apart(here, taxes, total, total_net) <= self._apart(
            here - discount, taxes, total, total_net
        )

    def _apart(self, here: int, taxes: int, total: int | None, total_net: int | None) -> int:
        """How far what the lines come to is from the totals, with or without tax as the import's prices are."""
        ways = {"gross": (0,), "net": (taxes,)}.get(self.options.prices, (0, taxes))
        return min(
            (0 if total is None else abs(here + added - total))
            + (0 if total_net is None else abs(here + added - taxes - total_net))
            for added in ways
        )

    def _with_tax(self, gross: int, taxes: int, total: int | None) -> bool:
        """Whether the lines hold tax: as said for the import, else as the order's total tells."""
        if self.options.prices or not taxes or total is None:
            return self.options.prices == "gross"
        return abs(gross - total) < abs(gross + taxes - total)

    def _nets(self, sums: list[Sum], taxes: int) -> list[int]:
        """Less each line's own tax; what of the order's is left is taken off the lines that name none, by their values."""
        own = sum(one.tax or 0 for one in sums)
        bearing = [one for one in sums if one.tax is None] or sums
        shares = iter(parted(taxes - own, [one.value for one in bearing]))
        by_line = {id(one): next(shares) for one in bearing}
        return [one.value - (one.tax or 0) - by_line.get(id(one), 0) for one in sums]

    def _total_alone(self, total: int | None, total_net: int | None, tax: int | None) -> SoldLine | None:
        """One line an order: its total less the tax, of the product it names."""
        amount = total_net if total_net is not None else total
        if amount is None:
            return None
        if total_net is None and tax:
            amount -= tax
        line = self.whole.lines[0]
        unit, whole = (
            self._read(line, "unit_cost", lambda t: major(t, self.currency)),
            self._minor(line, "line_cost"),
        )
        quantity = self._read(line, "quantity", quantity_of) or Decimal(1)
        if whole is None and unit is not None:
            whole = minor(unit * abs(quantity), self.currency)
        given = self.whole.given
        name = given.get("product") or given.get("product_code") or AS_IMPORTED
        return SoldLine(
            name[:160],
            amount,
            _unit(amount, abs(quantity)),
            abs(quantity),
            whole,
            is_cost_given=whole is not None,
        )

    def _sold(self, one: Sum, net: int) -> SoldLine:
        cost = net if one.name is SHIPPING and one.item is None else one.cost
        return SoldLine(
            one.name, net, _unit(net, one.quantity), one.quantity, cost, is_cost_given=one.is_cost_given
        )

    def _differing(
        self, lines: list[tuple[Item | None, SoldLine]], target: str, said: int, here: int
    ) -> list[tuple[Item | None, SoldLine]]:
        """A cent or so a line is rounding, and told; more is a fault, unless the total is to be taken as it is."""
        left = said - here
        is_rounding = abs(left) <= len(self.whole.lines)
        at = next(line for line in self.whole.lines if line.given.get(target))
        if not is_rounding and self.options.totals != "adjust":
            at.faults[target] = (
                f"The lines come to {self.money(here)}, which is {self.money(abs(left))} "
                f"{'less' if left > 0 else 'more'} than this."
            )
            return []
        at.warnings[target] = f"The lines come to {self.money(here)}; a line makes up for the difference."
        self.paid += left
        made_up = SoldLine(ROUNDING if is_rounding else DIFFERENCE, left, left, cost_minor=0)
        return [*lines, (None, made_up)]

    def _minor(self, line: Item, target: str) -> int | None:
        return self._read(line, target, lambda text: exact_minor(text, self.currency))

    def _read[T](self, line: Item, target: str, convert: Callable[[str], T]) -> T | None:
        text = line.given.get(target, "")
        if not text or target in line.faults:
            return None
        try:
            return convert(text)
        except ValueError as error:
            line.faults[target] = str(error)
            return None

    def money(self, amount: int) -> str:
        return format_money(Money(amount, self.currency))


def _unit(amount: int, quantity: Decimal) -> int:
    return int((Decimal(amount) / quantity).to_integral_value())
