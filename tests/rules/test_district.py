"""What district a log is given, and what it was read from."""

import pytest

from rules.district import locate
from rules.postcodes import outcode_of
from schemas.enums import District, EntityType, Pole
from schemas.intelligence import Entity, Located
from schemas.sanitised import Contents
from tests.rules.factories import contents, vocabulary

DISTRICTS = vocabulary().districts


def found(holding: Contents, *entities: Entity, ruled: District | None = None) -> Located:
    """Locate contents."""
    return locate(holding, entities, DISTRICTS, ruled)


def at(postcode: str | None = None, text: str | None = None) -> Contents:
    """Make contents with one location."""
    return contents(locations=[{"postcode": postcode, "text": text}])


def postcode(canonical: str) -> Entity:
    """Make a postcode found in the text."""
    return Entity(
        entity_id="e1",
        type=EntityType.POSTCODE,
        pole=Pole.LOCATION,
        raw=canonical,
        canonical=canonical,
        field="contents.narrative",
    )


@pytest.mark.parametrize(
    ("code", "district"),
    [
        ("SO14 0JT", "southampton"), ("so140jt", "southampton"), ("SO14", "southampton"),
        ("S014 0JT", "southampton"), ("PO1 3AX", "portsmouth"), ("PO30 1UD", "isle_of_wight"),
        ("RG21 4AH", "basingstoke_and_deane"), ("GU51 4BY", "hart"), ("GU11 1TW", "rushmoor"),
        ("GU31 4EX", "east_hampshire"), ("PO9 2AX", "havant"), ("PO14 1AB", "fareham"),
        ("PO12 1EB", "gosport"), ("SO50 9YN", "eastleigh"), ("SO23 8UD", "winchester"),
        ("SP10 3AJ", "test_valley"), ("SO41 9ZG", "new_forest"), ("SO16 0AA", "test_valley"),
        ("SO16 4AB", "southampton"), ("SO31 4AB", "eastleigh"), ("SO31 6AB", "fareham"),
    ],
)  # fmt: skip
def test_a_locations_postcode_gives_its_district(code: str, district: str) -> None:
    """Outcode, and sector where the outcode crosses a boundary."""
    located = found(at(code))
    assert located.district is not None
    assert located.district.value == district
    assert district in located.because


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("PO17 5AA", "PO17 5 crosses a boundary: fareham or winchester"),
        ("SO16", "SO16 crosses a boundary"),
        ("GU47 0AA", "GU47 is policed by Thames Valley Police"),
        ("RG1 1AA", "RG1 is policed by Thames Valley Police"),
        ("PO19 1AA", "PO19 is policed by Sussex Police"),
        ("SP5 3AA", "SP5 3 is policed by Wiltshire Police"),
        ("BH23 1AA", "BH23 1 is policed by Dorset Police"),
        ("GU12 5AA", "GU12 5 is policed by Surrey Police"),
        ("LS1 4AP", "LS1 is outside the force"),
    ],
)
def test_a_postcode_that_settles_nothing_says_why(code: str, reason: str) -> None:
    """No district, and the reason names the boundary or the neighbouring force."""
    located = found(at(code))
    assert located.district is None
    assert reason in located.because


def test_every_district_has_an_outcode_and_a_place() -> None:
    """None of the fourteen can be forgotten in the file."""
    file = DISTRICTS.file
    by_code = {*file.outcodes.values()}
    by_code |= {one for border in file.border for one in border.sectors.values()}
    assert by_code == set(District)
    assert {one.id for one in file.district if one.places} == set(District)


def test_the_information_goes_before_a_subjects_home() -> None:
    """The location's postcode wins over the subject's address, and so does its name."""
    home = [{"role": "suspect", "address": "4 Mill Lane, Gosport PO12 1EB"}]
    assert found(contents(subjects=home)).district is District.GOSPORT
    by_code = contents(subjects=home, locations=[{"postcode": "SO14 0JT"}])
    assert found(by_code).district is District.SOUTHAMPTON
    by_name = contents(subjects=home, locations=[{"text": "behind the shops, Havant"}])
    assert found(by_name).district is District.HAVANT


def test_of_two_locations_the_first_given_wins_and_the_other_is_named() -> None:
    """A supervisor sees that there was a second."""
    two = contents(locations=[{"postcode": "PO14 1AB"}, {"postcode": "SO14 0JT"}])
    located = found(two)
    assert located.district is District.FAREHAM
    assert "SO14 is in southampton" in located.because


def test_a_postcode_in_the_text_counts_after_the_locations() -> None:
    """As an entity, or as written where no entity was made of it."""
    assert found(contents("Seen nearby."), postcode("SO23 8UD")).district is District.WINCHESTER
    assert found(contents("Seen at SO23 8UD.")).district is District.WINCHESTER
    assert found(at("PO14 1AB"), postcode("SO23 8UD")).district is District.FAREHAM


def test_a_border_postcode_leaves_the_rest_to_speak() -> None:
    """The place name settles what the outcode cannot."""
    assert found(at("PO17 5AA", "Wickham square")).district is District.WINCHESTER


def test_a_location_of_another_force_settles_it() -> None:
    """A subject's home in the force does not bring the information into it."""
    home = [{"role": "suspect", "address": "PO12 1EB"}]
    holding = contents(subjects=home, locations=[{"postcode": "RG1 1AA"}])
    located = found(holding)
    assert located.district is None
    assert "Thames Valley Police" in located.because


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("They meet by the precinct in Leigh Park.", District.HAVANT),
        ("drives round southampton most nights", District.SOUTHAMPTON),
        ("Seen in Fareham; he lives in Gosport.", District.FAREHAM),
        ("He is from Gosport and deals in Fareham", District.FAREHAM),
        ("He hangs about in Shirley", District.SOUTHAMPTON),
        ("Shirley told her friend.", None),
        ("On Winchester Road they parked.", None),
        ("He sat by the lake with a fleet of cars.", None),
        ("A blue van is parked there.", None),
    ],
)
def test_place_names_speak_where_no_postcode_does(text: str, district: District | None) -> None:
    """A home says less than where it happens; a surname or a street says nothing."""
    assert found(contents(text)).district is district


def test_a_persons_word_goes_before_all() -> None:
    """The ruled district overrides a postcode."""
    located = found(at("SO14 0JT"), ruled=District.HART)
    assert located.district is District.HART
    assert "person" in located.because


def test_because_holds_no_whole_postcode_and_no_address() -> None:
    """Outcode or sector only."""
    home = [{"role": "suspect", "address": "4 Mill Lane PO12 1EB", "name": "Dean Marsh"}]
    because = found(contents(subjects=home)).because
    assert "1EB" not in because
    assert "Mill" not in because


def test_a_nought_for_an_o_is_read_as_meant() -> None:
    """S014 and P06 are common slips."""
    assert outcode_of("P06 1aa") == ("PO6", "1")
    assert outcode_of("SO14 0") == ("SO14", "0")
    assert outcode_of("nonsense") is None


@pytest.mark.parametrize(
    ("place", "district"),
    [
        ("Brighstone", District.ISLE_OF_WIGHT),
        ("Burghclere", District.BASINGSTOKE_AND_DEANE),
        ("Rotherwick", District.HART),
        ("Cove", District.RUSHMOOR),
        ("Medstead", District.EAST_HAMPSHIRE),
        ("Langstone", District.HAVANT),
        ("Catisfield", District.FAREHAM),
        ("Clayhall", District.GOSPORT),
        ("Boorley Green", District.EASTLEIGH),
        ("Bramdean", District.WINCHESTER),
        ("Kings Somborne", District.TEST_VALLEY),
        ("Hordle", District.NEW_FOREST),
        ("Merry Oak", District.SOUTHAMPTON),
        ("North End", District.PORTSMOUTH),
    ],
)
def test_a_village_or_quarter_names_its_district(place: str, district: District) -> None:
    """One of each of the fourteen, beyond the towns."""
    assert found(contents(f"Lads meet in {place} most nights.")).district is district


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("Godshill, the Forest one by Fordingbridge.", District.NEW_FOREST),
        ("Parked up in Godshill after dark.", District.ISLE_OF_WIGHT),
        ("Trish in Barton, and Old Milton Green after dark.", District.NEW_FOREST),
        ("They meet on Victoria Road.", None),
        ("They meet on Victoria Road, Aldershot town centre.", District.RUSHMOOR),
    ],
)
def test_a_place_of_one_name_in_several_districts_is_where_the_rest_is(
    text: str, district: District | None
) -> None:
    """Else where it usually is, or nowhere."""
    assert found(contents(text)).district is district


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("He takes bags on the ferry to Portsmouth. Collected in Rowner.", District.GOSPORT),
        ("a van heading for Cove", District.RUSHMOOR),
        ("Seen again on the Broughton side.", District.TEST_VALLEY),
        ("Tail-lights go down the Odiham lane.", District.HART),
        ("works at the petrol stn in freshwater", District.ISLE_OF_WIGHT),
        ("he sat by the lake with a hook", None),
        ("lives off allaway avenue", District.PORTSMOUTH),
    ],
)
def test_where_something_is_goes_before_where_somebody_goes(
    text: str, district: District | None
) -> None:
    """And a cautious place counts after more words, in small letters where all of a text is."""
    assert found(contents(text)).district is district


def test_a_direction_is_no_place() -> None:
    """In small letters it is the end of a car park, not the quarter."""
    assert found(contents("Cars meet at the north end of the car park.")).district is None


@pytest.mark.parametrize(
    ("narrative", "district"),
    [
        ("He lives off the main road, SO16.", None),
        ("They meet in SO50 on Fridays.", None),
        ("They meet in SO50, near Eastleigh station.", District.EASTLEIGH),
        ("Gone to Fareham from a flat in SO16 by the Southampton General.", District.SOUTHAMPTON),
        ("The car is SO14 KLD.", None),
        ("He stays with somebody, 77 Privett Place.", None),
    ],
)
def test_a_border_outcode_alone_is_settled_by_a_place_on_one_of_its_sides(
    narrative: str, district: District | None
) -> None:
    """Else a person is asked; a place in one of its districts goes before others."""
    located = found(contents(narrative=narrative))
    assert located.district is district
    assert located.because
