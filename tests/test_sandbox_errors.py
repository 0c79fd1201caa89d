"""An error of the platform's double means to the city what its documents say."""

from __future__ import annotations

import asyncio
import uuid
from functools import partial

import aiohttp
import pytest
from django.test import override_settings
from django.utils import timezone

from kentongan.channels import whatsapp
from kentongan.channels.whatsapp import sending
from kentongan.channels.wire import (
    Address,
    Content,
    Later,
    Outgoing,
    Raw,
    Receipt,
    Secrets,
    TemplateOut,
    TextOut,
    Undeliverable,
    Unknown,
)
from kentongan.cities.locks import inside
from kentongan.mailroom import templating
from kentongan.mailroom.models import Line
from kentongan.mailroom.tests.scene import two_cities
from kentongan.mailroom.vault import lock
from kentongan_sandbox.tests.conftest import PTK, City, Phone, city, phone, running, somebody

__all__ = ["city", "phone", "running", "somebody"]


TOKEN, DAY = PTK["token"], 86_400


@pytest.fixture(autouse=True)
def _a_number_of_the_highest_tier(phone: Phone) -> None:
    """All tests together send more than 80 messages a second."""
    phone.faults(throughput=1000)


def outcome(
    phone: Phone, to: str, content: Content | None = None, *, ref: str = "", token: str = TOKEN
) -> str:
    """`later <scope>` or `never <remedy>`, with the code; or `unknown`, or `sent`."""
    out = Outgoing(ref or str(uuid.uuid4()), Address(phone=to), content or TextOut("Baik"))
    line = PTK["phone_number_id"]
    secrets = Secrets(token=token, line=line, base_url=phone.url, version="v23.0")

    async def send() -> None:
        async with aiohttp.ClientSession() as wire:
            await whatsapp.send(out, secrets, wire)

    try:
        asyncio.run(send())
    except Later as later:
        return f"{later.code} later {later.scope}"
    except Undeliverable as refused:
        return f"{refused.code} never {refused.remedy}"
    except Unknown:
        return "unknown"
    return "sent"


# The policy of each code, from the platform's error page and what senders report.
POLICY = {
    "later message": (1, 2, 131000, 131052, 131053),
    "later line": (80007, 130429, 131016, 131057),
    "later app": (4,),
    "later contact": (131049, 131056),
    "never template": (131047,),
    "never stop": (130472, 131026),
    "never opt_out": (131050,),
    "never pause_line": (
        3, 10, 190, 200, 368, 130497, 131005, 131031, 131037, 131042, 131044, 131045, 131048,
        133016,
    ),
    "never bug": (
        33, 100, 131008, 131009, 131021, 131030, 131051, 131062, 131063, 131064, 132000, 132001,
        132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069, 137000,
    ),
}  # fmt: skip


def test_each_documented_error_leads_to_its_policy(phone: Phone, somebody: str):
    phone.say(somebody)
    wrong = {}
    for policy, codes in POLICY.items():
        for code in codes:
            phone.faults(error={"code": code, "next": 1})
            found = outcome(phone, somebody)
            if found != f"{code} {policy}":
                wrong[code] = f"{found}, not {policy}"
    assert wrong == {}


def test_errors_that_happen_by_themselves_mean_the_same(phone: Phone, somebody: str):
    assert outcome(phone, somebody) == "131047 never template", "nobody has written yet"
    phone.say(somebody)
    assert outcome(phone, somebody) == "sent"
    phone.faults(clock_forward_s=DAY + 60)
    assert outcome(phone, somebody) == "131047 never template"
    phone.faults(clock_forward_s=0)
    assert outcome(phone, PTK["display_phone_number"]) == "131021 never bug"
    assert outcome(phone, somebody, TemplateOut("nobody_knows_it", "id")) == "132001 never bug"
    news = TemplateOut("city_news", "id")
    phone.act("preferences", line="pontianak", of=somebody, value="stop")
    assert outcome(phone, somebody, news) == "131050 never opt_out"
    phone.act("residents", phone=somebody, undeliverable=True)
    assert outcome(phone, somebody) == "131026 never stop"
    assert outcome(phone, somebody, token="one that ran out") == "190 never pause_line"


def test_too_much_to_one_person_and_too_much_at_once_wait(phone: Phone, city: City, somebody: str):
    phone.say(somebody)
    found = {outcome(phone, somebody) for _ in range(46)}
    assert found == {"sent", "131056 later contact"}
    phone.faults(throughput=1)
    phone.say(somebody)
    assert outcome(phone, somebody) == "130429 later line"
    phone.faults(throughput=1000)
    other = f"{somebody}7"
    phone.say(other)
    city.wait(lambda: outcome(phone, other) == "sent")


def test_trouble_of_the_platform_and_silence_after_acceptance(
    phone: Phone, city: City, somebody: str, monkeypatch: pytest.MonkeyPatch
):
    """Broken is tried again; silent is in doubt, until its receipt brings our own id."""
    phone.say(somebody)
    phone.faults(http_5xx=1)
    assert outcome(phone, somebody) == "2 later message"
    monkeypatch.setattr(sending, "Call", partial(sending.Call, seconds=0.3))
    phone.faults(timeout_after_accept=1)
    ref = str(uuid.uuid4())
    assert outcome(phone, somebody, ref=ref) == "unknown"
    city.wait(lambda: any(s.get("biz_opaque_callback_data") == ref for s in city.items("statuses")))


def test_a_refusal_that_comes_by_status_is_a_failed_receipt(
    phone: Phone, city: City, somebody: str
):
    phone.faults(errors_by_webhook=True, clock_forward_s=DAY + 60)
    ref = str(uuid.uuid4())
    assert outcome(phone, somebody, ref=ref) == "sent"
    failed = city.wait(lambda: [r for r in receipts(city) if r.ref == ref and r.trouble])[0]
    assert (failed.status, failed.trouble.code) == ("failed", 131047)


def receipts(city: City) -> list[Receipt]:
    events = [e for letter in list(city.letters) for e in whatsapp.parse(Raw({}, letter.raw))]
    return [event for event in events if isinstance(event, Receipt)]


@pytest.mark.django_db
def test_a_line_that_is_not_let_in_keeps_no_other_from_its_templates(phone: Phone):
    """A token that ran out is an alarm where words are sent; here it is only left for later."""
    post = two_cities()
    with inside(post.pontianak):
        Line.objects.update(token=lock("one that ran out"))
    with override_settings(GRAPH_URL=phone.url):
        assert templating.sync(post.pontianak, timezone.now()) == 0
