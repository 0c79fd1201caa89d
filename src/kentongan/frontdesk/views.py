"""The public pages: a city's front, a report by its private link, and finding that link again."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kentongan.cities.models import City
from kentongan.frontdesk import posting as posted
from kentongan.frontdesk.forms import FindForm
from kentongan.frontdesk.pages import home as front
from kentongan.frontdesk.pages.ticket import before_for, files_for, ticket
from kentongan.mailroom.models import File
from kentongan.mailroom.serving import served
from kentongan.people import tries
from kentongan.people.audience import CityRequest, anyone, public, sealed
from kentongan.people.identities import same_person
from kentongan.people.models import ContactAddress
from kentongan.pure.normalise import clean
from kentongan.pure.phones import last_digits
from kentongan.reports.models import Report


@anyone
@require_GET
def cities(request: HttpRequest) -> HttpResponse:
    """The first page of the installation. With one city, that city's."""
    found = list(City.objects.all())
    if len(found) == 1:
        return redirect("public:home", found[0].slug)
    return render(request, "frontdesk/cities.html", {"cities": found})


@anyone
@require_GET
def accent(request: HttpRequest, city: str) -> HttpResponse:
    """The city's own colour, as a stylesheet: the content policy allows no inline style."""
    found = City.objects.filter(slug=city).first()
    if found is None:
        raise Http404
    response = render(request, "accent.css", {"accent": found.accent}, content_type="text/css")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@public
@require_GET
def home(request: CityRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "line": front.city_line(request.city),
        "hours": front.hours_in_words(request.city),
        "open_now": front.is_open(request.city, now),
        "find_form": FindForm(),
        "emergency": front.numbers(request.city),
        "figures": front.figures(now),
        "place_example": front.place_example(request.city),
    }
    return render(request, "frontdesk/home.html", context)


@public
def find(request: CityRequest) -> HttpResponse:
    """From a ticket number and the end of a phone number to the private link. A number that is
    not there and one that is somebody else's get the same answer."""
    form = FindForm(request.POST or None)
    outcome = ""
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        tries.spend(f"find:{tries.address(request)}", now=timezone.now())
        tries.spend(f"find:{number}", now=timezone.now(), most=5, within=timedelta(days=1))
        report = _told_from(number, form.cleaned_data["phone_end"])
        if report:
            return redirect("public:ticket", report.matter.token)
        outcome = "none"
    context = {"form": form, "outcome": outcome, "line": front.city_line(request.city)}
    return render(request, "frontdesk/find.html", context)


def _told_from(number: str, phone_end: str) -> Report | None:
    """Never for a report that hides who told it: a right guess at the phone would confirm them.
    They have the link in their own chat."""
    open_ones = Report.objects.filter(anonymous=False, confidential=False)
    report = open_ones.select_related("matter").filter(matter__number=number).first()
    if report is None or report.matter.contact_id is None:
        return None
    phones = ContactAddress.objects.filter(
        contact__in=same_person(report.matter.contact_id), kind=ContactAddress.Kind.PHONE
    ).values_list("value", flat=True)
    return report if phone_end in {last_digits(phone) for phone in phones} else None


def _by_token(token: str) -> Report:
    reports = Report.objects.select_related(
        "matter__owner", "topic", "area", "referred_to", "matter"
    )
    report = reports.filter(matter__token=token).first()
    if report is None:
        raise Http404
    return report


@sealed
def the_ticket(request: CityRequest, token: str) -> HttpResponse:
    """The resident's page, without login. The address tells what was just done on it."""
    report, now = _by_token(token), timezone.now()
    posting = posted.read(request, report, now)
    if posting.done:
        return redirect(f"{reverse('public:ticket', args=[token])}?{posting.done}")
    context = {
        "ticket": ticket(report, now),
        "posting": posting,
        "said": next((posted.SAID[word] for word in request.GET if word in posted.SAID), ""),
        "line": front.city_line(request.city),
    }
    response = render(request, "frontdesk/ticket.html", context)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


@sealed
@require_GET
def ticket_file(request: CityRequest, token: str, key: str) -> HttpResponseBase:
    return served(_meant_for_them(token, key))


@sealed
@require_GET
def ticket_thumb(request: CityRequest, token: str, key: str) -> HttpResponseBase:
    return served(_meant_for_them(token, key), thumbnail=True)


def _meant_for_them(token: str, key: str) -> File | None:
    report, wanted = _by_token(token), clean(key)
    found = files_for(report).filter(key=wanted).first()
    if found:
        return found
    before = before_for(report).first()
    return before if before and before.key == wanted else None
