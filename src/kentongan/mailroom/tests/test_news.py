"""What the platform says about our own numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kentongan.cities.locks import inside
from kentongan.mailroom.models import Line, LineEvent, Message, Quarantine, Template
from kentongan.mailroom.tests.scene import (
    ACCOUNTS,
    BANDARLAMPUNG,
    NOW,
    PONTIANAK,
    SRI,
    Scene,
    change,
    letter,
    says,
    unpacked,
)
from kentongan.mailroom.unpack import batch


def _news(field: str, **value: Any) -> dict[str, Any]:
    return {"field": field, "value": value}


def _line(post: Scene) -> Line:
    with inside(post.pontianak):
        return Line.objects.get(external_id=PONTIANAK)


def _template(post: Scene) -> Template:
    with inside(post.pontianak):
        return Template.objects.get()


def _make_template(post: Scene) -> None:
    with inside(post.pontianak):
        Template.objects.create(
            line=post.line, name="answer_ready", category="utility", body="Halo {{1}}"
        )


def test_news_of_an_account_reaches_the_city_of_its_number_and_no_other(post: Scene):
    change_ = _news("phone_number_quality_update", display_phone_number="625610000001",
                    event="DOWNGRADE")  # fmt: skip
    unpacked(change_)
    unpacked(change_)
    assert _line(post).quality == "DOWNGRADE"
    with inside(post.pontianak):
        assert LineEvent.objects.count() == 1
    with inside(post.cities[BANDARLAMPUNG]):
        assert not LineEvent.objects.exists()
    assert not Quarantine.objects.exists()


def test_news_of_an_account_that_is_not_ours_goes_to_quarantine(post: Scene):
    letter(_news("account_alerts", alert="x"), account="999")
    assert batch(NOW) == 1
    assert Quarantine.objects.get().reason == "unknown account"


def test_a_paused_template_is_known_to_be_paused_and_why(post: Scene):
    _make_template(post)
    unpacked(
        _news(
            "message_template_status_update", event="REJECTED", reason="INVALID_FORMAT",
            message_template_name="answer_ready", message_template_language="id",
        )
    )  # fmt: skip
    template = _template(post)
    assert (template.status, template.reason) == ("rejected", "INVALID_FORMAT")


def test_a_template_that_became_dearer_says_so(post: Scene):
    _make_template(post)
    unpacked(
        _news(
            "template_category_update", message_template_name="answer_ready",
            message_template_language="id", previous_category="UTILITY",
            new_category="MARKETING",
        )
    )  # fmt: skip
    assert _template(post).category == "marketing"


def test_a_restricted_number_sends_nothing_and_still_receives(post: Scene):
    end = int((NOW + timedelta(days=7)).timestamp())
    unpacked(
        _news(
            "account_update", event="ACCOUNT_RESTRICTION", phone_number="625610000001",
            restriction_info=[
                {"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "expiration": end}
            ],
        )
    )  # fmt: skip
    line = _line(post)
    assert line.paused_until == datetime.fromtimestamp(end, UTC) and line.paused_reason
    unpacked(change([says(SRI)]))
    with inside(post.pontianak):
        assert Message.objects.count() == 1


def test_a_number_that_may_not_open_talks_may_still_answer(post: Scene):
    kind = "RESTRICTED_BIZ_INITIATED_MESSAGING"
    unpacked(
        _news("account_update", event="ACCOUNT_RESTRICTION",
              restriction_info=[{"restriction_type": kind}])
    )  # fmt: skip
    assert _line(post).paused_until is None
    with inside(post.pontianak):
        assert LineEvent.objects.get().body["restriction_info"][0]["restriction_type"] == kind


def test_a_disabled_account_is_paused_until_the_platform_takes_it_back(post: Scene):
    def ban(*states: str) -> None:
        letter(
            _news("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": states}),
            account=ACCOUNTS[PONTIANAK],
        )
        assert batch(NOW) == 1

    ban("DISABLE")
    paused = _line(post).paused_until
    assert paused and paused > NOW + timedelta(days=300)
    ban("REINSTATE")
    assert _line(post).paused_until is None
