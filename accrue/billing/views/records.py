"""The pages of an order and an invoice, and what is done there."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accrue import clock
from accrue.accounts import access
from accrue.accounts.models import User
from accrue.accounts.record_pages import timeline_answer, timeline_context
from accrue.accounts.rest import actor_of
from accrue.accounts.timelines import timeline_of
from accrue.billing import selectors, services
from accrue.billing.details import order_details
from accrue.billing.forms import CancelForm, PaymentForm, RefundForm, refuse
from accrue.errors import AccrueError
from accrue.money import Money
from accrue.ui.htmx import is_fragment
from accrue.ui.timeline import grouped


@require_GET
def order(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.order(actor, pk)
    held = access.access_of(actor)
    lines = list(found.lines.all())
    for line in lines:
        line.order = found
    invoices = selectors.invoices_of(actor, found) if held.may("invoice", "see") else []
    context = {
        "order": found,
        "lines": lines,
        "invoices": invoices,
        "props": order_details(actor, found),
        "shows_amount": not held.hides("order", "amount"),
        "shows_invoice_amount": not held.hides("invoice", "amount"),
        "shows_margin": not held.hides("order", "margin") and not held.hides("order", "amount"),
        "may_cancel": held.may("order", "edit", found)
        and found.state == "confirmed"
        and not any(invoice.paid_minor for invoice in invoices),
        **timeline_context(
            request, actor, "order", pk, _url("order_timeline", pk), news=("invoice", "payment")
        ),
    }
    return render(request, "billing/order.html", context)


@require_GET
def order_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.order(actor, pk)
    return timeline_answer(
        request, actor, "order", found.pk, _url("order_timeline", pk), news=("invoice", "payment")
    )


@require_GET
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = selectors.invoice(actor, pk)
    held = access.access_of(actor)
    is_payable = found.state == "open" and not found.is_credit_note
    context = {
        "invoice": found,
        "payments": selectors.payments_of(actor, found) if held.may("payment", "see") else [],
        "notes": list(found.credit_notes.order_by("pk")) if not found.is_credit_note else [],
        "credits_part": bool(found.credits and found.credits.amount_minor != -found.amount_minor),
        "shows_amount": not held.hides("invoice", "amount"),
        "shows_payment": not held.hides("payment", "amount"),
        "shows_reference": not held.hides("payment", "reference"),
        "may_pay": is_payable and held.may("payment", "create"),
        "may_refund": found.paid_minor > 0 and not found.is_credit_note and held.may("payment", "create"),
        "may_cancel": is_payable and not found.paid_minor and held.may("order", "edit", found.order),
        **_timeline(request, actor, "invoice", pk),
    }
    return render(request, "billing/invoice.html", context)


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came in, filled in with what is open."""
    actor = actor_of(request)
    found = selectors.invoice(actor, pk)
    access.require(actor, "create", "payment")
    initial = {"amount": found.open_amount, "received_at": clock.today()}
    form = PaymentForm(found, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.receive_payment(
                actor=actor,
                invoice_id=pk,
                amount=form.cleaned_data["amount"],
                received_at=_moment(form.cleaned_data["received_at"]),
                reference=form.cleaned_data["reference"],
            )
        except AccrueError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Payment for {found.number} recorded")
            return redirect("billing:invoice", pk)
    return dialog(
        request, form, title=f"Payment for {found.number}", verb="Record payment", back=_url("invoice", pk)
    )


@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what came in, filled in with all of it."""
    actor = actor_of(request)
    found = selectors.invoice(actor, pk)
    access.require(actor, "create", "payment")
    initial = {"amount": Money(found.paid_minor, found.currency), "refunded_at": clock.today()}
    may_cancel = access.access_of(actor).may("order", "edit", found.order)
    form = RefundForm(found, request.POST or None, initial=initial, may_cancel=may_cancel)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.refund_payment(
                actor=actor,
                invoice_id=pk,
                amount=data["amount"],
                refunded_at=_moment(data["refunded_at"]),
                reason=data["reason"],
                is_credited=data.get("then") == "credited",
                cancels_order=data.get("then") == "cancelled",
            )
        except AccrueError as error:
            refuse(form, error)
        else:
            messages.success(request, f"Refund for {found.number} recorded")
            return redirect("billing:invoice", pk)
    return dialog(
        request, form, title=f"Refund for {found.number}", verb="Record refund", back=_url("invoice", pk)
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an order; its invoice is taken back by a credit note."""
    actor = actor_of(request)
    found = selectors.order(actor, pk)
    access.require(actor, "edit", found)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_order(actor=actor, order_id=pk, reason=form.cleaned_data["reason"])
        except AccrueError as error:
            refuse(form, error)
        else:
            messages.success(request, f"{found.number} cancelled")
            return redirect("billing:order", pk)
    return dialog(
        request, form, title=f"Cancel {found.number}", verb="Cancel the order", back=_url("order", pk)
    )


def dialog(request: HttpRequest, form: forms.Form, *, title: str, verb: str, back: str) -> HttpResponse:
    """A form in a dialog, or on its own page where it is opened without one."""
    context = {"form": form, "title": title, "verb": verb, "action": request.path, "back": back}
    template = "ui/forms/dialog.html" if is_fragment(request) else "billing/form_page.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _timeline(request: HttpRequest, actor: User, kind: str, pk: int) -> dict[str, Any]:
    seen = timeline_of(actor, kind, pk, older=request.GET.get("older"))
    return {
        "groups": grouped(seen.happenings),
        "more_url": f"{request.path}?older={seen.older}" if seen.older else "",
    }


def _moment(day: Any) -> datetime:
    """Now for today, else noon of that day where the person is."""
    if day == clock.today():
        return clock.now()
    return timezone.make_aware(datetime.combine(day, time(12)))


def _url(name: str, pk: int) -> str:
    return reverse(f"billing:{name}", args=[pk])
