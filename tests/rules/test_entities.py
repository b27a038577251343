"""Entities in messy text, each with its type, its canonical form and its exact place (DESIGN 6)."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.entities.find import find_entities
from tests.rules.redaction_factories import entity_words


def found(text: str) -> set[tuple[str, str]]:
    """Give type and canonical form of what is in a text."""
    return {(one.type.value, one.canonical) for one in find_entities(text, entity_words())}


def of(kind: str, text: str) -> list[str]:
    """Give the canonical forms of one type, in the order of the text."""
    return [one.canonical for one in find_entities(text, entity_words()) if one.type.value == kind]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("in a blue Golf HX19 kld by the shops", ["HX19KLD"]),
        ("silver Astra hx19kld", ["HX19KLD"]),
        ("reg: HX 19 KLD", ["HX19KLD"]),
        ("a van HXI9 KLD", ["HX19KLD"]),
        ("prefix A123 BCD", ["A123BCD"]),
        ("suffix ABC 123D", ["ABC123D"]),
        ("kit car Q123 ABC", ["Q123ABC"]),
        ("VRM BAZ 1234", ["BAZ1234"]),
        ("registration is AB 1234", ["AB1234"]),
        ("a car starting HX19", ["HX19???"]),
        ("reg ending in KLD", ["????KLD"]),
        ("partial plate HX19 K", ["HX19K??"]),
        ("plate H?19 K??", ["H?19K??"]),
        ("he lives near SO14 and the park", []),
        ("so14 the car was there", []),
        ("SO14 0JT", []),
        ("PC 1234 attended", []),
        ("a Year 9 pupil, Y9 set", []),
        ("on 12 may at 15 the man", []),
        ("the M27 and the A34 for Winchester", []),
        ("a phone ending 123", []),
        ("never HX00 KLD", []),
    ],
)
def test_registrations(text: str, marks: list[str]) -> None:
    """Whole, partial, mistyped and cued marks; never a postcode, an officer, a school year."""
    assert of("vehicle", text) == marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ring 07700 900123", {("phone", "+447700900123")}),
        ("07700-900-123", {("phone", "+447700900123")}),
        ("+44 (0)7700 900 123", {("phone", "+447700900123")}),
        ("0044 7700900123", {("phone", "+447700900123")}),
        ("(01632) 960 123", {("phone", "+441632960123")}),
        ("O77OO 900123", {("phone", "+447700900123")}),
        ("+353 1 234 5678", {("phone", "+35312345678")}),
        ("on 01/02/2011 at 1530", set()),
        ("ref 2024/000123", set()),
        ("NHS no 943 476 5919", {("nhs_number", "9434765919")}),
        ("NHS number: 9434765919", {("nhs_number", "9434765919")}),
        ("NHS no 943 476 5918", set()),
        ("NI AB 12 34 56 C", {("national_insurance", "AB123456C")}),
        ("NI GB 12 34 56 C", set()),
        ("IMEI 490154203237518", {("imei", "490154203237518")}),
        ("IMEI 490154203237519", set()),
        ("sort code 08-99-99 account 66374958", {("bank_account", "08-99-99 66374958")}),
        ("bank 089999 66374958", {("bank_account", "08-99-99 66374958")}),
        ("sort code 08-99-99 account 66374959", set()),
        ("sort code 10-79-99 account 88837491", {("bank_account", "10-79-99 88837491")}),
        ("sort code 10-79-99 account 88837490", set()),
        ("sort code 20-29-59 account 63748471", {("bank_account", "20-29-59 63748471")}),
        ("mail Kay.X@Mail.example.", {("email", "kay.x@mail.example")}),
        ("at ///Table.Chair.Lamps now", {("what3words", "///table.chair.lamps")}),
        ("what3words: table.chair.lamps", {("what3words", "///table.chair.lamps")}),
        ("snap kai_14", {("social_handle", "kai_14")}),
        ("Insta: @Kay.XO", {("social_handle", "kay.xo")}),
        ("kai_14 on TikTok", {("social_handle", "kai_14")}),
        ("on Snapchat with older men", set()),
        ("at SO140JT", {("postcode", "SO14 0JT")}),
        ("at so14 0jt", {("postcode", "SO14 0JT")}),
        ("at S014 OJT", {("postcode", "SO14 0JT")}),
        ("the A34 2nd exit", set()),
        ("at 14 Mill  Lane", {("address", "14 Mill Lane")}),
        ("at 14b mill lane", {("address", "14b mill lane")}),
        ("Flat 2, 14 Kings Road", {("address", "Flat 2, 14 Kings Road")}),
        ("2 cars on the road", set()),
        ("3 lads in the park", set()),
        ("Outside Larkrise Academy at noon", {("organisation", "Larkrise Academy")}),
        ("works at Quillfeather Motors Ltd", {("organisation", "Quillfeather Motors Ltd")}),
        ("d.o.b 3/2/2011", {("date_of_birth", "2011-02-03")}),
        ("born on 3rd February 2011", {("date_of_birth", "2011-02-03")}),
        ("DOB: 03.02.11", {("date_of_birth", "2011-02-03")}),
        ("03/02/2011 (DOB)", {("date_of_birth", "2011-02-03")}),
        ("dob 2011-02-03", {("date_of_birth", "2011-02-03")}),
        ("dob 31/02/2011", set()),
        ("seen on 03/02/2026", set()),
    ],
)
def test_numbers_contacts_places_and_births(text: str, expected: set[tuple[str, str]]) -> None:
    """Canonical forms of DESIGN 6; a number that fails its check is no entity of its type."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Callum Hughes was seen. Callum left.", ["Callum Hughes", "Callum Hughes"]),
        ("JONES, Sam was there", ["Sam Jones"]),
        ("Sam JONES was there", ["Sam Jones"]),
        ("Mr Hughes said so. Callum Hughes ran.", ["Callum Hughes", "Callum Hughes"]),
        ("Mrs Quillfeather was there", ["Quillfeather"]),
        ("Chantelle O'Connor's phone", ["Chantelle O'Connor"]),
        ("CHANTELLE O'CONNOR HAS IT", ["Chantelle O'Connor"]),
        ("callum hughes is selling", ["Callum Hughes"]),
        ("Mohammed Al Hassan and Aleksander Nowak", ["Mohammed Al Hassan", "Aleksander Nowak"]),
        ("her boyfriend Dre is violent", ["Dre"]),
        ("a man called Skinner", ["Skinner"]),
        ("Zorblat Wibbley (14) was there", ["Zorblat Wibbley"]),
        ("Outside Ryan waited", ["Ryan"]),
        ("On Monday in May at Mill Lane in Southampton", []),
        ("Ryan Close is a street off Station Road", []),
        ("Will they go? Grace periods end in April.", []),
        ("Operation Fortress, Ford Fiesta, Snapchat", []),
        ("at Callum Hughes Academy", []),
    ],
)
def test_people(text: str, people: list[str]) -> None:
    """By the fullest name in the text, forename first; months, streets and makes are nobody."""
    assert of("person", text) == people


@pytest.mark.parametrize(
    "text",
    [
        "Dean Marsh aka Biggs sells.",
        "Dean Marsh, also known as 'Biggs', sells.",
        'Dean "Biggs" Marsh sells.',
        'Dean Marsh ("Biggs") sells.',
        "Dean Marsh sells. He goes by Biggs.",
        "Dean Marsh (dob 01/02/1990) known as Biggs sells.",
    ],
)
def test_a_nickname_belongs_to_the_person(text: str) -> None:
    """As an alias, and a later mention by it is the person's."""
    later = find_entities(text + " Later Biggs ran.", entity_words())
    people = [one for one in later if one.type.value == "person"]
    assert {one.canonical for one in people} == {"Dean Marsh"}
    assert all(one.aliases == ("Biggs",) for one in people)
    assert people[-1].raw == "Biggs"


def test_a_nickname_of_nobody_named_is_a_person() -> None:
    """A man known as Biggs is not the Ryan of the same sentence."""
    people = find_entities("Ryan sells for a man known as Biggs.", entity_words())
    assert [(one.canonical, one.aliases) for one in people] == [("Ryan", ()), ("Biggs", ())]


PIECES = st.sampled_from(
    [
        "Callum Hughes",
        "HX19 KLD",
        "07700 900123",
        "SO14 0JT",
        "aka Biggs",
        "dob 3/2/2011",
        "14 Mill Lane",
        "snap kai_14",
        "///a.b.c",
        "JONES, Sam",
        "08-99-99 66374958",
        "reg",
        "ending KLD",
        "Mr",
        ",",
        ".",
        "the",
        '"',
        "(",
        "943 476 5919",
        "Larkrise School",
        "\n",
        "é",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map(" ".join))
def test_spans_are_exact_and_never_overlap(text: str) -> None:
    """``text[start:end] == raw`` whatever the text, and no place belongs to two entities."""
    entities = find_entities(text, entity_words())
    assert all(text[one.start : one.end] == one.raw for one in entities)
    assert all(a.end <= b.start for a, b in pairwise(entities))
    assert all(one.canonical.strip() for one in entities)
