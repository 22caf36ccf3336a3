"""What somebody says of a rule. Values are checked by the service; the form says where they stand."""

from __future__ import annotations

from typing import Any

from django import forms

from accrue.accounts.models import User
from accrue.errors import AccrueError
from accrue.filters.fields import FilterField, Type, fields_for
from accrue.filters.operators import Operator, operators_of
from accrue.quality.models import DuplicateRules, Rule
from accrue.quality.selectors.rules import checks_for, fields_with_rules

Check = Rule.Check
ASKED_WHEN = {Type.TEXT, Type.NUMBER, Type.CHOICE, Type.DATE, Type.YESNO}
INPUTS: dict[str, tuple[str, ...]] = {
    Check.PATTERN: ("pattern",),
    Check.LENGTH: ("shortest", "longest"),
    Check.RANGE: ("low", "high"),
    Check.ONE_OF: ("choices",),
    Check.REQUIRED_WHEN: ("when_field", "when_op", "when_value"),
}


def _text(label: str, hint: str = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", **attrs})
    return forms.CharField(
        label=label, required=False, help_text=hint, max_length=600, widget=widget, strip=False
    )


class RuleForm(forms.Form):
    """Shows the inputs that the chosen check takes; choosing another field or check draws it anew."""

    def __init__(self, actor: User, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = fields_with_rules(kind)
        first = next(iter(self.known))
        field = self._chosen("field", list(self.known), first)
        checks = checks_for(self.known[field])
        self.check_kind = self._chosen("check", checks, checks[0])
        again = {"data-redraw": ""}
        self._choose("field", "Field", [(key, one.label) for key, one in self.known.items()], field, again)
        self._choose("check", "Must", [(one, Check(one).label) for one in checks], self.check_kind, again)
        for name in INPUTS.get(self.check_kind, ()):
            getattr(self, f"_add_{name}")(actor, kind)
        self.fields["message"] = _text(
            "Message", "What people read where the rule is broken. Left empty, one is made."
        )
        self._choose(
            "severity",
            "Where it is broken",
            Rule.Severity.choices,
            self._chosen("severity", Rule.Severity.values, "refuse"),
        )

    def _chosen(self, name: str, among: list[str], otherwise: str) -> str:
        given = (self.data.get(name) if self.is_bound else self.initial.get(name)) or ""
        return given if given in among else otherwise

    def _choose(
        self,
        name: str,
        label: str,
        choices: list[tuple[str, str]],
        chosen: str,
        attrs: dict[str, str] | None = None,
    ) -> None:
        if self.is_bound and self.data.get(name) != chosen:
            self.data = {**{key: self.data.get(key) for key in self.data}, name: chosen}
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, initial=chosen, widget=forms.Select(attrs or {})
        )

    def _add_pattern(self, actor: User, kind: str) -> None:
        hint = "The whole text must fit, as RE2 reads it: [A-Z]{2}-[0-9]+ fits DE-4711."
        self.fields["pattern"] = _text("Pattern", hint, spellcheck="false")

    def _add_shortest(self, actor: User, kind: str) -> None:
        self.fields["shortest"] = _text("At least so many characters", inputmode="numeric")

    def _add_longest(self, actor: User, kind: str) -> None:
        self.fields["longest"] = _text("At most so many characters", inputmode="numeric")

    def _add_low(self, actor: User, kind: str) -> None:
        self.fields["low"] = _text("At least", inputmode="decimal")

    def _add_high(self, actor: User, kind: str) -> None:
        self.fields["high"] = _text("At most", inputmode="decimal")

    def _add_choices(self, actor: User, kind: str) -> None:
        self.fields["choices"] = forms.CharField(
            label="Allowed", required=False, help_text="One text a line. Capitals make no difference.",
            widget=forms.Textarea({"rows": 5}), max_length=20_000,
        )  # fmt: skip

    def _add_when_field(self, actor: User, kind: str) -> None:
        self.asked = {key: one for key, one in fields_for(actor, kind).items() if _can_ask(one)}
        first = next(iter(self.asked))
        self.when = self._chosen("when_field", list(self.asked), first)
        choices = [(key, one.label) for key, one in self.asked.items()]
        self._choose("when_field", "When", choices, self.when, {"data-redraw": ""})

    def _add_when_op(self, actor: User, kind: str) -> None:
        ops = {op.key: op for op in operators_of(self.asked[self.when]) if op.takes != "two"}
        self.when_op: Operator = ops[self._chosen("when_op", list(ops), next(iter(ops)))]
        choices = [(key, op.label) for key, op in ops.items()]
        self._choose("when_op", "Comparison", choices, self.when_op.key, {"data-redraw": ""})

    def _add_when_value(self, actor: User, kind: str) -> None:
        field = self.asked[self.when]
        if self.when_op.takes == "nothing":
            return
        if field.type is Type.CHOICE:
            choices = [(str(value), label) for value, label in field.choices_for(actor)]
            self.fields["when_value"] = forms.ChoiceField(label="Value", choices=choices)
        elif field.type is Type.YESNO:
            self.fields["when_value"] = forms.ChoiceField(label="Value", choices=[("yes", "Yes"), ("", "No")])
        else:
            hint = (
                "A day such as 2026-11-22, or a period such as last_30_days."
                if field.type is Type.DATE
                else ""
            )
            self.fields["when_value"] = _text("Value", hint)

    def params(self) -> dict[str, Any]:
        """What the check takes, as the service does."""
        cleaned = self.cleaned_data
        if self.check_kind != Check.REQUIRED_WHEN:
            return {name: cleaned[name] for name in INPUTS.get(self.check_kind, ()) if cleaned.get(name)}
        row: list[Any] = [self.when, self.when_op.key]
        if self.when_op.takes != "nothing":
            row.append(self._when_value(cleaned.get("when_value", "")))
        return {"when": {"all": [row]}}

    def _when_value(self, text: str) -> Any:
        field = self.asked[self.when]
        if field.type is Type.YESNO:
            return text == "yes"
        value: Any = int(text) if field.by_id and text.isdigit() else text.strip()
        return [value] if self.when_op.takes == "many" else value

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "field": cleaned["field"], "check": cleaned["check"], "params": self.params(),
            "message": cleaned["message"], "severity": cleaned["severity"],
        }  # fmt: skip


def _can_ask(field: FilterField) -> bool:
    return field.type in ASKED_WHEN and field.aggregate is None and field.through is None


def initial_of(rule: Rule) -> dict[str, Any]:
    """The rule as its form takes it; a filter of several conditions, which a program made, shows its first."""
    found: dict[str, Any] = {
        "field": rule.field, "check": rule.check_kind, "message": rule.message, "severity": rule.severity,
        **rule.params,
    }  # fmt: skip
    if "choices" in rule.params:
        found["choices"] = "\n".join(rule.params["choices"])
    if "when" in rule.params:
        row = next(iter(rule.params["when"].values()))[0]
        if isinstance(row, list):
            value = row[2] if len(row) > 2 else ""
            value = value[0] if isinstance(value, list) and value else value
            value = ("yes" if value else "") if isinstance(value, bool) else value
            found |= {"when_field": row[0], "when_op": row[1], "when_value": value}
    return found


def refuse(form: forms.Form, error: AccrueError) -> None:
    """Put what the service refused beside the input it is about."""
    for name, message in (error.fields or {"": error.message}).items():
        place = (
            "when_value"
            if name.startswith("when") or ".".join(name.split(".")[:1]) in ("all", "any")
            else name
        )
        form.add_error(place if place in form.fields else None, message)


class ThresholdForm(forms.Form):
    """Costs against each other, and when to merge without asking."""

    wrong_merge_cost = forms.FloatField(
        label="A wrong merge costs",
        help_text="In any unit: only its size against the next number counts.",
    )
    missed_cost = forms.FloatField(label="A missed duplicate costs", help_text="In the same unit.")
    automatic = forms.FloatField(
        label="Merge by itself from this certainty on, in percent",
        required=False,
        help_text="Empty: never. At least 90. The older record is kept; each merge can be undone for 30 days.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(rules: DuplicateRules) -> dict[str, Any]:
        percent = None if rules.automatic_from is None else round(rules.automatic_from * 100, 4)
        return {
            "wrong_merge_cost": rules.wrong_merge_cost,
            "missed_cost": rules.missed_cost,
            "automatic": percent,
            "version": rules.version,
        }

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        percent = given.pop("automatic")
        return given | {"automatic_from": None if percent is None else percent / 100}
