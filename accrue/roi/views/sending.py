"""Who is sent statements and when, what was sent, and the way out for outsiders."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accrue.accounts import access
from accrue.accounts.rest import actor_of
from accrue.errors import Missing
from accrue.roi.forms import ScheduleForm, StakeholderForm
from accrue.roi.models import Stakeholder
from accrue.roi.selectors import sending as found
from accrue.roi.selectors.programme import programme, require_programme
from accrue.roi.selectors.statements import latest_statement
from accrue.roi.services.sending import send_again, send_statement
from accrue.roi.services.stakeholders import add_stakeholder, remove_stakeholder, set_schedule, unsubscribe
from accrue.ui.dialogs import act, form_dialog, posted
from accrue.ui.signed_links import opened_by_signed_link

TONES = {"sent": "success", "failed": "error", "unclear": "warning", "skipped": "neutral"}
SHOWN = 100
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@require_GET
def sending(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "see", "programme")
    held = found.schedule()
    context = {
        "programme": programme(),
        "stakeholders": list(found.stakeholders()),
        "schedule": held,
        "weekday": DAYS[held.day - 1] if held and held.every == "week" else "",
        "zone": settings.TIME_ZONE,
        "mails": [(mail, TONES.get(mail.state, "info")) for mail in found.mails()[:SHOWN]],
        "shown": SHOWN,
        "approved_only": held is None or held.approved_only,
        "waiting": found.waiting_slot(),
        "may_edit": access.access_of(user).may("programme", "edit"),
    }
    return render(request, "roi/sending.html", context)


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    require_programme()
    held = found.schedule()

    def save(form: ScheduleForm) -> str:
        set_schedule(actor=user, **form.cleaned_data)
        return "Schedule kept"

    initial = (
        {name: getattr(held, name) for name in ("every", "day", "hour", "approved_only")}
        if held
        else {"day": 1, "hour": 7, "approved_only": True}
    )
    form = ScheduleForm(posted(request), initial=initial)
    return form_dialog(
        request, form=form, title="Schedule", verb="Keep", save=save, done=reverse("roi:sending")
    )


@require_http_methods(["GET", "POST"])
def new_stakeholder(request: HttpRequest) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    require_programme()

    def save(form: StakeholderForm) -> str:
        return f"{add_stakeholder(actor=user, **form.cleaned_data)} is sent every statement from now on"

    form = StakeholderForm(posted(request))
    return form_dialog(
        request, form=form, title="Add a stakeholder", verb="Add", save=save, done=reverse("roi:sending")
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor_of(request)
    access.require(user, "edit", "programme")
    one = Stakeholder.objects.select_related("user").filter(pk=pk).first()
    if one is None:
        raise Missing

    def run() -> str:
        remove_stakeholder(actor=user, stakeholder=one)
        return f"{one} is sent no more statements"

    return act(request, run, reverse("roi:sending"))


@require_POST
def send_now(request: HttpRequest) -> HttpResponse:
    """The latest statement to everybody who was not sent it yet."""
    user = actor_of(request)
    access.require(user, "edit", "programme")
    opened = latest_statement(user)

    def run() -> str:
        if opened is None:
            return "There is no statement yet. Draw one first."
        made = send_statement(actor=user, statement=opened.kept)
        if not made:
            return f"Everybody was sent statement {opened.kept.number} already"
        return f"Statement {opened.kept.number} is on its way to {len(made)}"

    return act(request, run, reverse("roi:sending"))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail once more that did not arrive, or perhaps did not."""
    user = actor_of(request)
    access.require(user, "edit", "programme")
    mail = found.mails().filter(pk=pk).first()
    if mail is None:
        raise Missing

    def run() -> str:
        is_new = send_again(actor=user, mail=mail)
        way = "is on its way again to" if is_new else "is on its way already to"
        return f"Statement {mail.statement.number} {way} {mail.stakeholder}"

    return act(request, run, reverse("roi:sending"))


@opened_by_signed_link
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; the button, or a mail program, takes the address off."""
    one = found.stakeholder_of(token)
    if request.method == "POST":
        unsubscribe(stakeholder=one)
        one.refresh_from_db()
    response = render(request, "roi/unsubscribe.html", {"one": one})
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
