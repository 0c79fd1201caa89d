"""A pack that does not fit is refused with a sentence that says where an operator must look."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kentongan.cities import pack
from kentongan.cities.pack import PackError, Template, TemplateButton, Variable
from kentongan.cities.pack.promises import faults

PACKS = Path(pack.__file__).resolve().parent.parent / "packs"

# ── a pack that does not fit says where ─────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city that an operator keeps outside the house."""
    return Path(shutil.copytree(PACKS / "pontianak", tmp_path / "ambon"))


def swap(path: Path, old: str, new: str) -> int:
    """Replace in one line of a file; which line it was, counted from 1."""
    lines = path.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if old in line)
    lines[at] = lines[at].replace(old, new)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return at + 1


def test_an_operator_adds_a_city_without_code(folder: Path):
    swap(folder / "city.toml", 'slug = "pontianak"', 'slug = "ambon"')
    assert pack.load(str(folder)).city.slug == "ambon"
    assert pack.load_directory(folder).topic("street_light").agency == "dishub"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("topics.csv", "street_light,dishub", "street_light,dinas_lampu", "dinas_lampu"),
        ("topics.csv", "bridge,pupr", "road,pupr", "sudah ada"),
        ("topics.csv", "rubbish,dlh", "litter,dlh", "belum punya kata kunci"),
        ("topics.csv", "violence,dp2kbp3a,,,,,,,,", "violence,dp2kbp3a,,,,,,,full,", "rahasia"),
        ("topics.csv", "parking,dishub,,", "parking,dishub,ya,", "by_district"),
        ("agencies.csv", "dlh,Dinas", "dishub,Dinas", "sudah ada"),
        ("agencies.csv", ",department,1,,,sampah", ",toko,1,,,sampah", "toko"),
        ("agencies.csv", "61.71.04", "61.71.44", "kecamatan"),
        ("areas.csv", "kelurahan,61.71.01.1003", "kelurahan,61.71.01.1002", "sudah ada"),
        ("areas.csv", ",61.71.01,-0.0404", ",61.71.09,-0.0404", "induk"),
        ("areas.csv", "109.34278", "timur", "derajat"),
        ("emergencies.csv", "fire,,", "fire;,", "kolom"),
    ],
)
def test_a_broken_line_is_named_with_its_file_and_number(folder: Path, file, old, new, said):
    line = swap(folder / file, old, new)
    with pytest.raises(PackError) as refusal:
        pack.load_directory(folder)
    assert str(refusal.value).startswith(f"{file} baris {line}: ")
    assert said in str(refusal.value)


def test_a_pale_accent_is_refused_with_its_contrast(folder: Path):
    line = swap(folder / "city.toml", "#0b6b70", "#7fd4d0")
    with pytest.raises(PackError, match=rf"city\.toml baris {line}: .*pucat.*1,7"):
        pack.load_directory(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Asia/Pontianak", "Asia/Kapuas", "zona waktu"),
        ("Sen-Jum 07.15-21.00", "Sen-Jum pagi", "jam meja"),
        ('name = "Kota Pontianak"', 'name = ""', "name"),
        ('slug = "pontianak"', 'slug = "Kota Ponti"', "slug"),
        ("lat = -0.0339", 'lat = "utara"', "lat"),
        ("[box]", "[box", "city.toml"),
    ],
)
def test_a_broken_city_file_is_refused(folder: Path, old, new, said):
    swap(folder / "city.toml", old, new)
    with pytest.raises(PackError, match=r"^city\.toml") as refusal:
        pack.load_directory(folder)
    assert said in str(refusal.value)


def test_a_missing_file_is_named(folder: Path):
    (folder / "areas.csv").unlink()
    with pytest.raises(PackError, match=r"areas\.csv: berkas tidak ada"):
        pack.load_directory(folder)


def test_a_missing_fallback_topic_is_named(folder: Path):
    path = folder / "topics.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("other,")), "utf-8")
    with pytest.raises(PackError, match="“other” belum ada"):
        pack.load_directory(folder)


def test_a_number_that_the_city_tried_stands_in_its_own_file(folder: Path):
    (folder / "numbers.csv").write_text(
        "code,name,number,purpose,confirm\nfire,Pemadam kota,0561 730000,Kebakaran,\n", "utf-8"
    )
    own = pack.load_directory(folder)
    fire = next(emergency for emergency in own.emergencies if emergency.kind == "fire")
    assert ("0561 730000", True) in [(one.number, one.confirmed) for one in fire.numbers]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("limits.csv", "matter.question,5,", "matter.question,lima,", "working_days"),
        ("limits.csv", "step.answered,2,,", "step.answered,2,48,", "salah satu"),
        ("replies.csv", "{perangkat}", "{dinas}", "dinas"),
        ("lexicon.csv", "banyak,id,1", "banyak,inggris,1", "language"),
        ("commands.csv", "berhenti;", "bantuan;", "sudah berarti"),
        ("topics.csv", "lampu jalan^4", "lampu jalan^banyak", "lampu jalan^banyak"),
        ("emergencies.csv", "percikan api+kabel", "percikan api+", "percikan api+"),
    ],
)
def test_a_broken_common_file_is_refused_too(tmp_path: Path, file, old, new, said):
    common = Path(shutil.copytree(PACKS / "common", tmp_path / "common"))
    line = swap(common / file, old, new)
    with pytest.raises(PackError) as refusal:
        pack.load_directory(PACKS / "pontianak", common)
    assert str(refusal.value).startswith(f"{file} baris {line}: ")
    assert said in str(refusal.value)


def test_a_template_that_breaks_the_platforms_rules_is_named_with_its_line(tmp_path: Path):
    common = Path(shutil.copytree(PACKS / "common", tmp_path / "common"))
    swap(common / "templates.toml", "Kabar untuk laporan *{{1}}* tentang", "{{1}} tentang")
    lines = (common / "templates.toml").read_text("utf-8").splitlines()
    starts = [n for n, line in enumerate(lines, 1) if line == "[[template]]"]
    at = max(n for n in starts if n < lines.index('name = "progress"') + 1)
    with pytest.raises(PackError, match=rf"templates\.toml baris {at}: .*“progress”.*di awal"):
        pack.load_directory(PACKS / "pontianak", common)


def test_a_city_that_nobody_packed_is_refused():
    with pytest.raises(PackError, match="atlantis"):
        pack.load("atlantis")


# ── templates ───────────────────────────────────────────────────────────────────────────────────


def template_with(body: str = "Laporan {{1}} sudah kami terima.", **changes: object) -> Template:
    parts: dict[str, object] = {
        "name": "sample", "audience": "resident", "category": "utility", "language": "id",
        "header": "", "header_text": "", "body": body, "footer": "", "buttons": (),
        "variables": (Variable("nomor laporan", "PTK-1"),) * body.count("{{"),
    }  # fmt: skip
    return Template(**(parts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "broken",
    [
        template_with("{{1}} adalah nomor laporan Bapak/Ibu."),
        template_with("Nomor laporan Bapak/Ibu adalah {{1}}."),
        template_with("Nomor laporan Bapak/Ibu {{1}} {{2}} sudah kami terima dengan baik."),
        template_with("Nomor laporan {{2}} dan {{1}} sudah kami terima dengan baik sekali."),
        template_with("Nomor {{1}} ya."),
        template_with("a" * 1025),
        template_with(""),
        template_with("Terima kasih.\n\n\nSalam."),
        template_with(footer="k" * 61),
        template_with(footer="Nomor {{1}}"),
        template_with(name="Answer-Ready"),
        template_with(header="text"),
        template_with(buttons=(TemplateButton("quick_reply", "t" * 26),)),
        template_with(buttons=(TemplateButton("url", "Buka", "/t/", "abc"),)),
        template_with(buttons=(TemplateButton("url", "Buka", "/t/{{1}}"),)),
        template_with(
            buttons=(
                TemplateButton("url", "Buka", "/t/{{1}}", "a"),
                TemplateButton("quick_reply", "Ya"),
            )
        ),
        template_with(variables=()),
    ],
)
def test_what_the_platform_would_refuse_is_refused_here(broken: Template):
    assert faults(broken)


def test_what_the_platform_takes_is_taken_here():
    assert faults(template_with()) == []
