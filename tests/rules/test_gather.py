"""Only what can mean one person, one thing, goes to the entity index, and nobody is named there."""

import pytest

from rules.gather import gather, keys_of
from schemas.enums import EntityType, Pole
from schemas.intelligence import Entity
from tests.rules.factories import log


def entity(type_: EntityType, canonical: str, entity_id: str = "E1") -> Entity:
    """Make an entity of a narrative."""
    return Entity(
        entity_id=entity_id,
        type=type_,
        pole=Pole.OBJECT,
        raw=canonical,
        canonical=canonical,
        field="contents.narrative",
    )


def key_of(text: str) -> str:
    """Stand for the hub's keyed hash: sixteen bytes of hexadecimal."""
    return text.encode().hex()[-32:].rjust(32, "0")


@pytest.mark.parametrize(
    ("type_", "canonical"),
    [
        (EntityType.VEHICLE, "HX19KLD"),
        (EntityType.PHONE, "+447700900123"),
        (EntityType.PERSON, "Jordan Pike"),
        (EntityType.SOCIAL_HANDLE, "kay.dunmore_x"),
        (EntityType.BANK_ACCOUNT, "08-99-99 66374958"),
        (EntityType.NHS_NUMBER, "9434765919"),
    ],
)
def test_what_means_one_thing_has_a_key(type_: EntityType, canonical: str) -> None:
    """A whole registration, a telephone, a full name, an account."""
    assert list(keys_of([entity(type_, canonical)], key_of)) == ["E1"]


@pytest.mark.parametrize(
    ("type_", "canonical"),
    [
        (EntityType.VEHICLE, "HX19???"),
        (EntityType.PERSON, "Smiler"),
        (EntityType.DATE_OF_BIRTH, "2011-02-03"),
        (EntityType.POSTCODE, "SO14 0JT"),
        (EntityType.ORGANISATION, "Mill Lane Car Wash"),
    ],
)
def test_what_many_share_has_none(type_: EntityType, canonical: str) -> None:
    """Part of a registration, a forename, a birthday, a place."""
    assert not keys_of([entity(type_, canonical)], key_of)


def test_a_name_is_the_same_in_any_order_case_and_accent() -> None:
    """As people write it: reversed, in capitals, without its accent."""
    names = ["Zoë Pike", "PIKE, Zoe", "zoe pike"]
    keys = {keys_of([entity(EntityType.PERSON, name)], key_of)["E1"] for name in names}
    assert len(keys) == 1


def test_two_types_never_meet() -> None:
    """A handle that reads like a name is another thing than the name."""
    pair = [
        entity(EntityType.PERSON, "Jordan Pike"),
        entity(EntityType.SOCIAL_HANDLE, "jordan pike", "E2"),
    ]
    found = keys_of(pair, str)
    assert found["E1"] != found["E2"]


def test_a_piece_says_which_form_holds_it_and_no_name() -> None:
    """The key, the kind, the form: what stands in the text stays in the log."""
    made = log(entities=(entity(EntityType.PERSON, "Jordan Pike"),))
    (piece,) = gather(made, key_of)
    assert (piece.of_form, piece.log_id) == (made.reference, made.log_id)
    assert (piece.type, piece.received_at) == (EntityType.PERSON, made.received_at)
    assert "pike" not in piece.model_dump_json().lower()
