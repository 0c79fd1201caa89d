"""Reports beside the one that is open."""

from __future__ import annotations

from kentongan.site.patterns.words import Sample, state


def twin(number: str, words: str, facts: str, code: str, *, can_join: bool = True) -> Sample:
    return {"number": number, "url": "#lain", "words": words, "facts": facts, "state": state(code),
            "can_join": can_join, "hint": ""}  # fmt: skip


_NONE: Sample = {"count": 0, "lead": None, "joined": [], "similar": [], "may_join": True,
                 "join_url": "#gabung"}  # fmt: skip
_FIRST = twin("M4TX-7QHD", "Lampu gang kami padam, gelap betul",
              "Lampu jalan · Sungai Jawi · ± 60 m · 3 jam · Dishub", "assigned")  # fmt: skip
_SECOND = twin("R9KD-2WYF", "Tiang dekat surau mati lampunya",
               "Lampu jalan · Sungai Jawi · sekelurahan · 2 hari", "replied",
               can_join=False)  # fmt: skip

SIMILAR: Sample = {**_NONE, "similar": [{**_FIRST, "hint": "kata warga: sama"}, _SECOND]}
LEADS: Sample = {**_NONE, "count": 2, "joined": [_FIRST, {**_SECOND, "state": state("joined")}]}
JOINED: Sample = {**_NONE, "lead": _FIRST}
TO_AGENCY: Sample = {**_NONE, "count": 3}
EACH: list[Sample] = [{"kin": one} for one in (SIMILAR, LEADS, JOINED, TO_AGENCY)]
