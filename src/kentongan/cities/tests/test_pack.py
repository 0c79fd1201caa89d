"""A city brings its own facts: who is responsible there, and what it promises."""

from __future__ import annotations

import pytest

from kentongan.cities import pack
from kentongan.cities.pack import Pack
from kentongan.cities.pack.places import contrast_on_white
from kentongan.cities.pack.promises import NEEDED_LIMITS, faults

BOTH = pytest.mark.parametrize("city", [pack.load(slug) for slug in pack.slugs()], ids=pack.slugs())
PONTIANAK, BANDAR_LAMPUNG = pack.load("pontianak"), pack.load("bandarlampung")


# ── the two cities ──────────────────────────────────────────────────────────────────────────────


def test_two_cities_are_shipped():
    assert pack.slugs() == ("pontianak", "bandarlampung")
    assert (PONTIANAK.city.name, PONTIANAK.city.code) == ("Kota Pontianak", "61.71")
    assert (BANDAR_LAMPUNG.city.name, BANDAR_LAMPUNG.city.code) == ("Kota Bandar Lampung", "18.71")


@pytest.mark.parametrize(
    ("city", "districts", "wards"), [(PONTIANAK, 6, 29), (BANDAR_LAMPUNG, 20, 126)]
)
def test_every_kecamatan_and_kelurahan_is_there_and_inside_the_box(city, districts, wards):
    levels = [area.level for area in city.areas]
    assert (levels.count("kecamatan"), levels.count("kelurahan")) == (districts, wards)
    for area in city.areas:
        if area.lat is not None and area.lon is not None:
            assert city.city.box.holds(area.lat, area.lon), area.name
    assert city.city.box.holds(city.city.lat, city.city.lon)


@BOTH
def test_every_kecamatan_has_an_office(city: Pack):
    districts = {area.code for area in city.areas if area.level == "kecamatan"}
    assert {agency.district for agency in city.agencies if agency.district} == districts


@BOTH
def test_white_words_on_the_accent_can_be_read(city: Pack):
    assert contrast_on_white(city.city.accent) >= 4.5


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#ffffff") == pytest.approx(1)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


@BOTH
def test_a_city_has_a_list_of_topics_that_fits_in_a_head(city: Pack):
    assert 40 <= len(city.topics) <= 60
    assert len({topic.name for topic in city.topics}) == len(city.topics)
    assert len({topic.group for topic in city.topics}) <= 12
    assert city.agency(city.topic("other").agency).code == "diskominfo"


@BOTH
def test_what_must_not_be_seen_is_never_public(city: Pack):
    for code in ("violence", "school_violence", "corruption", "clinic", "hospital", "crime"):
        topic = city.topic(code)
        assert (topic.sensitive, topic.public) == (True, "off"), code
    assert city.topic("corruption").kind == "oversight"
    assert not any(topic.sensitive and topic.public != "off" for topic in city.topics)


@BOTH
def test_a_topic_of_an_outside_body_is_a_referral(city: Pack):
    for topic in city.topics:
        assert topic.referral is not city.agency(topic.agency).is_city
    assert city.topic("electricity").referral
    assert not city.topic("street_light").referral


# ── who takes it ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("topic", "in_pontianak", "in_bandar_lampung"),
    [
        ("street_light", "dishub", "dpu"),
        ("drain", "pupr", "dpu"),
        ("trees", "pupr", "perkim"),
        ("parking", "dishub", "dishub"),
        ("jobs", "dpmptsp", "disnaker"),
        ("water_supply", "perumda_air", "perumda_wayrilau"),
        ("wild_animals", "bpbd", "damkarmat"),
        ("violence", "dp2kbp3a", "dinas_ppa"),
        ("neighbour", "ext_kuburaya", "ext_lamsel"),
    ],
)
def test_the_same_topic_goes_to_another_agency_in_another_city(
    topic, in_pontianak, in_bandar_lampung
):
    assert PONTIANAK.route(PONTIANAK.topic(topic)).code == in_pontianak
    assert BANDAR_LAMPUNG.route(BANDAR_LAMPUNG.topic(topic)).code == in_bandar_lampung


def test_a_noisy_cafe_goes_to_the_kecamatan_where_it_stands():
    noise = PONTIANAK.topic("noise")
    assert PONTIANAK.route(noise, "61.71.03.1004").code == "kec_617103"
    assert PONTIANAK.route(noise, "61.71.05").code == "kec_617105"
    assert PONTIANAK.route(noise).code == "satpolpp"
    assert BANDAR_LAMPUNG.route(BANDAR_LAMPUNG.topic("noise"), "18.71.01").code == "satpolpp"


def test_a_street_lamp_stays_with_its_agency_wherever_it_stands():
    assert PONTIANAK.route(PONTIANAK.topic("street_light"), "61.71.05.1001").code == "dishub"


# ── promises and templates ──────────────────────────────────────────────────────────────────────


@BOTH
def test_every_clock_has_its_limit_and_its_article(city: Pack):
    days = {limit.code: limit.working_days for limit in city.limits}
    assert set(NEEDED_LIMITS) <= set(days)
    assert (days["matter.complaint"], days["matter.oversight"]) == (14, 60)
    assert (days["matter.question"], days["matter.suggestion"]) == (5, 5)
    steps = [days[f"step.{state}"] for state in ("received", "assigned", "answered", "replied")]
    assert steps == [3, 5, 2, 10]
    assert all(limit.law for limit in city.limits)


def test_personal_data_is_answered_in_hours_not_in_working_days():
    limit = next(limit for limit in PONTIANAK.limits if limit.code == "data.request")
    assert (limit.working_days, limit.hours) == (None, 72)


@BOTH
def test_the_template_pack_is_complete_and_speaks_in_the_citys_name(city: Pack):
    names = {template.name for template in city.templates}
    assert {
        "answer_ready", "confirm_done", "need_more", "reminder", "disposition_to_post",
        "escalation", "late_acknowledgement",
    } <= names  # fmt: skip
    for template in city.templates:
        assert faults(template) == []
        assert (template.category, template.language) == ("utility", "id")
        assert template.footer == city.city.name
        assert "[" not in template.body
    done = city.template("confirm_done")
    assert done.header == "image"
    assert [button.text for button in done.buttons] == ["Sudah", "Belum"]
    post = city.template("disposition_to_post")
    assert post.buttons[0].path == f"/{city.city.slug}/desk/{{{{1}}}}"


@BOTH
def test_canned_replies_are_short_warm_and_never_blame(city: Pack):
    assert len(city.replies) >= 15
    for reply in city.replies:
        assert len(reply.text) <= 400, reply.code
        for word in ("gagal", "ditolak", "OPD", "disposisi", "SKPD", "Anda salah"):
            assert word.casefold() not in reply.text.casefold().split(), (reply.code, word)
