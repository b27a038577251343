"""Whatever a partner writes, nothing of the source leaves and the rest reads as text."""

import re

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.rules.redaction_factories import narratives, redacted, redaction_words

LETTERS = "abcdefghijklmnoprstuvwz"
NAME = st.text(LETTERS, min_size=4, max_size=9).map(str.capitalize)
PHONE = st.integers(0, 999).map(lambda number: f"07700 900{number:03d}")
SPELLINGS = st.sampled_from(
    [
        "{first} {last}",
        "{last}, {first}",
        "{upper}",
        "{lower}",
        "Mr {last}",
        "{first}",
        "{last}'s",
        "{initial}. {last}",
        "{org}",
        "the {org}",
        "{org_upper}",
        "{email}",
        "{phone}",
        "{phone_glued}",
        "{phone_abroad}",
        "{first} from {org}",
    ]
)
FRAMES = st.sampled_from(
    [
        "{} told me that he sells drugs.",
        "He sells drugs, {} said.",
        "I spoke to {} and he ran.",
        "{}",
        "({}) he ran.",
        "He was seen by {}.",
        "\n{}\nhe ran",
        "Ask {}; then Ryan Hughes left in HX19 KLD.",
        "It was {}",
        "{}: he has a gun, {}!",
    ]
)


@st.composite
def sources(draw: st.DrawFn) -> dict[str, str]:
    """Invent a submitter."""
    first, last, place = draw(NAME), draw(NAME), draw(NAME)
    phone = draw(PHONE)
    return {
        "first": first,
        "last": last,
        "place": place,
        "phone": phone,
        "org": f"{place} Academy",
        "org_upper": f"{place} Academy".upper(),
        "email": f"{first}.{last}@{place}.example".lower(),
        "upper": f"{first} {last}".upper(),
        "lower": f"{first} {last}".lower(),
        "initial": first[0],
        "phone_glued": phone.replace(" ", ""),
        "phone_abroad": "+44 (0)" + phone[1:],
    }


@settings(max_examples=300, deadline=None)
@given(source=sources(), spelling=SPELLINGS, frame=FRAMES)
def test_nothing_of_an_arbitrary_source_survives(
    source: dict[str, str], spelling: str, frame: str
) -> None:
    """Whoever the source is and wherever the text names them: gone, or the release is blocked."""
    written = spelling.format(**source)
    outcome = redacted(
        frame.replace("{}", written) + " Ryan Hughes was there.",
        submitter={
            "name": f"{source['first']} {source['last']}",
            "organisation": source["org"],
            "email": source["email"],
            "phone": source["phone"],
        },
    )
    left = outcome.report.contents.narrative.casefold()
    if outcome.blocked:
        event("blocked")
        return
    words = set(re.findall(r"\w+", left))
    named = {source[part].lower() for part in ("first", "last", "place")}
    assert not words & (named - redaction_words().common), left
    assert source["phone_glued"][1:] not in re.sub(r"\D", "", left)
    assert "ryan hughes" in left


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([text for text, _ in narratives()]), min_size=1, max_size=5))
def test_what_is_left_reads_as_text(parts: list[str]) -> None:
    """No gap, no empty bracket, no orphaned comma or stop, no capital lost at the start."""
    left = redacted(" ".join(parts)).report.contents.narrative
    assert not re.search(r"  |\(\s*\)| [,.;]|,,|\.\.|,\.|\b(?:by|from|at) \.", left), left
    assert not re.search("[\ue000-\uf8ff]", left)
    assert not left[0].islower()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_passes_through_and_stays_as_redacted(text: str) -> None:
    """Whatever a partner writes, redaction ends, and a second pass changes nothing."""
    narrative = "x" + re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]", "", text)
    once = redacted(narrative).report.contents.narrative
    assert redacted(once).report.contents.narrative == once
