"""Whether a field's settings make sense together, with a clear word at each that does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from accrue.accounts.kinds import kinds
from accrue.accounts.models import User
from accrue.errors import Invalid
from accrue.filters.custom.definitions import definition_of, has_custom
from accrue.filters.custom.models import CustomField, FieldType
from accrue.filters.custom.values import kept
from accrue.filters.fields import fields_for
from accrue.filters.periods import period_of

MAY_BE_UNIQUE = (FieldType.TEXT, FieldType.NUMBER, FieldType.DATE)
CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)
COMPUTED = (FieldType.FORMULA, FieldType.ROLLUP)
MOST_CHOICES = 200
LONGEST_LABEL, LONGEST_HELP = 80, 200


def checked_settings(actor: User, field: CustomField, given: Mapping[str, Any]) -> dict[str, Any]:
    """The regular settings of what was given. Raises Invalid with every fault, by setting."""
    values, faults = dict(given), dict[str, str]()
    is_new = field._state.adding
    if is_new:
        values = {"label": "", "type": "", **values}
    elif "type" in values and values.pop("type") != field.type:
        faults["type"] = "The type of a field stays. Make a new field and archive this one."
    for name, longest in (("label", LONGEST_LABEL), ("help_text", LONGEST_HELP)):
        if name in values:
            values[name], fault = _line(values[name], longest)
            if fault:
                faults[name] = fault
    if "label" in values and not values["label"]:
        faults["label"] = "Give the field a name."
    elif "label" in values and _is_taken(field, values["label"]):
        faults["label"] = f"There is a field called “{values['label']}” already."
    kind = values.get("type", field.type)
    if kind not in FieldType.values:
        faults["type"] = f"Choose one of: {', '.join(FieldType.values)}."
    else:
        _by_type(actor, field, FieldType(kind), values, faults)
    if faults:
        raise Invalid("custom.invalid_field", " ".join(dict.fromkeys(faults.values())), fields=faults)
    return values


def _by_type(
    actor: User, field: CustomField, kind: FieldType, values: dict[str, Any], faults: dict[str, str]
) -> None:
    def now(name: str) -> Any:
        return values.get(name, getattr(field, name))

    if now("is_unique") and kind not in MAY_BE_UNIQUE:
        faults["is_unique"] = "Only texts, numbers and dates can be unique."
    if now("is_searched") and kind != FieldType.TEXT:
        faults["is_searched"] = "Only texts can be found by search."
    if now("is_required") and kind in COMPUTED:
        faults["is_required"] = "This field is worked out; it cannot be required."
    if kind in CHOSEN:
        _choices(field, values, faults)
    if kind == FieldType.RECORD and (not now("to") or now("to") not in linkable()):
        faults["to"] = f"Choose what it leads to: {', '.join(linkable())}."
    if field.pk and "to" in values and values["to"] != field.to:
        faults["to"] = "Where a link leads stays. Make a new field and archive this one."
    if kind == FieldType.FORMULA:
        _formula(field, values, faults)
    if kind == FieldType.ROLLUP:
        _rollup(actor, field, values, faults)
    if values.get("default") not in (None, "", []) and not faults:
        _default(field, kind, values, faults)
    elif "default" in values:
        values["default"] = None


def _line(given: Any, longest: int) -> tuple[str, str]:
    line = " ".join(unicodedata.normalize("NFC", str(given)).replace("\0", " ").split())
    return line, f"At most {longest} characters; this has {len(line)}." if len(line) > longest else ""


def _is_taken(field: CustomField, label: str) -> bool:
    same = CustomField.objects.filter(kind=field.kind, label__iexact=label, archived_at=None)
    return same.exclude(pk=field.pk).exists()


def _choices(field: CustomField, values: dict[str, Any], faults: dict[str, str]) -> None:
    """Keys stay with their choices; one that is left out is retired where it was, for records may hold it."""
    if "choices" not in values and field.choices:
        return
    before = {one["key"]: one for one in field.choices}
    by_label = {one["label"].casefold(): one["key"] for one in field.choices}
    found: list[dict[str, Any]] = []
    for row in values.get("choices") or ():
        given = row if isinstance(row, Mapping) else {"label": row}
        label, fault = _line(given.get("label", ""), LONGEST_LABEL)
        if fault or not label:
            faults["choices"] = fault or "Give every choice a name."
            continue
        key = str(given.get("key") or by_label.get(label.casefold()) or "")
        if key and key not in before:
            faults["choices"] = f"There is no choice with the key “{key[:40]}”."
        taken = {one["key"] for one in found} | set(before)
        key = key or _free(slug(label) or "choice", taken)
        found.append({"key": key, "label": label, "retired": bool(given.get("retired"))})
    left_out = [one for key, one in before.items() if key not in {row["key"] for row in found}]
    found += [one | {"retired": True} for one in left_out]
    labels = [one["label"].casefold() for one in found]
    if len(set(labels)) < len(labels):
        faults["choices"] = "Two choices have the same name."
    elif not any(not one["retired"] for one in found):
        faults["choices"] = "Give at least one choice, one a line."
    elif len(found) > MOST_CHOICES:
        faults["choices"] = f"A field has {MOST_CHOICES} choices at most."
    values["choices"] = found


def _formula(field: CustomField, values: dict[str, Any], faults: dict[str, str]) -> None:
    from accrue.filters.custom.formulas import fault_of

    text = str(values.get("formula", field.formula)).strip()
    values["formula"] = text
    if fault := fault_of(field.kind, text):
        faults["formula"] = fault


def _rollup(actor: User, field: CustomField, values: dict[str, Any], faults: dict[str, str]) -> None:
    known = {
        key: one
        for key, one in fields_for(actor, field.kind).items()
        if one.aggregate and not key.startswith("custom_")
    }
    rolled = known.get(values.get("rollup", field.rollup))
    within = values.get("within", field.within)
    if rolled is None:
        faults["rollup"] = (
            f"Choose what is rolled up: {', '.join(known) or 'nothing points to such records'}."
        )
    elif within and (rolled.aggregate is None or not rolled.aggregate.day or period_of(within) is None):
        faults["within"] = "Give a period such as last_90_days, or leave it empty."


def _default(field: CustomField, kind: FieldType, values: dict[str, Any], faults: dict[str, str]) -> None:
    draft = CustomField(**{name: getattr(field, name) for name in ("kind", "label", "to")}, type=kind)
    draft.choices = values.get("choices", field.choices)
    known = replace(definition_of(draft))
    try:
        values["default"] = kept(known, values["default"])
    except ValueError as error:
        faults["default"] = str(error)


def linkable() -> list[str]:
    """The kinds a link may lead to: records that people work with, not what the program keeps of its own work."""
    return [kind.key for kind in kinds() if kind.url_name and (has_custom(kind) or kind.key == "invoice")]


def slug(label: str) -> str:
    bare = unicodedata.normalize("NFKD", label.casefold().replace("ß", "ss"))
    ascii_only = "".join(c for c in bare if c.isascii())
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")[:40]


def free_key(kind: str, label: str) -> str:
    """A key made from the label that no field of the kind has or had. Never a mere number, which JSON paths take for a place."""
    taken = set(CustomField.objects.filter(kind=kind).values_list("key", flat=True))
    stem = slug(label)
    if stem.replace("_", "").isdigit():
        stem = f"field_{stem}"
    return _free(stem or "field", taken)


def _free(stem: str, taken: Sequence[str] | set[str]) -> str:
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key
