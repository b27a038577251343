"""Invented forms, no two alike: most for a sector, some that cannot wait, some of a crime."""

from itertools import cycle, islice
from random import Random
from uuid import UUID

from schemas.form import CpiForm

_SENTENCES = (
    "A grey Audi {plate} stops behind the shops in {street} most evenings between six and nine.",
    "The driver is known as {first} and is about thirty, with a beard and a blue work jacket.",
    "Younger people walk up to the window, speak for a moment, and go away towards {street}.",
    "My colleague noticed that the same people come by on foot from the bus stop near {place}.",
    "{first} {last} was heard to say that the others still have a bag that he lent them in June.",
    "The telephone number that they give out is 07700 900{number}, and it changes every few weeks.",
    "On Tuesday two men carried boxes from the lock-up garage to a white van parked in {street}.",
    "Neighbours have stopped using the footpath, and the caretaker now locks the side gate early.",
    "{last} has a flat above the old bakery, and visitors ring there at all hours of the night.",
    "Nobody here has spoken to them, and we would rather that they did not learn who told you.",
    "The car park camera covers the corner, and the pictures of the last fortnight are still kept.",
    "A second car, a small red Fiesta, is often seen at the end of {street} with its lights on.",
)
_URGENT = (
    "{first} {last} is at the bus station in {street} right now with a machete and says he is "
    "going to stab {first2} {last2} when he gets off the bus."
)
_CRIME = (
    "On Tuesday night the window of the community centre in {street} was smashed and two laptops "
    "were stolen from the office."
)
# What ends a sentence, so that hardly two sentences are alike: the rules keep what they have found
# in the sentences of the last forms, and would else meet the same ones in each.
_THINGS = (
    *("bandstand", "bollard", "bridge", "canal", "cedar", "chapel", "churchyard", "cricket nets"),
    *("ditch", "fence", "ferry steps", "flagpole", "fountain", "hedge", "hoarding", "kerb"),
    *("lamp post", "library", "lychgate", "meadow", "mill race", "oak", "orchard", "paddock"),
    *("pavilion", "phone box", "planter", "quay", "railings", "recycling bins", "slipway", "stile"),
    *(
        "subway",
        "sundial",
        "tennis courts",
        "towpath",
        "trough",
        "war memorial",
        "weir",
        "windmill",
    ),
)
_STREETS = ("Mill Lane", "Curlew Row", "Orchard Rise", "Station Approach", "Foundry Close")
_PLACES = (("Southampton", "SO14 0JT"), ("Gosport", "PO12 1AB"), ("Fareham", "PO16 7AA"))
_FIRST = ("Dean", "Ryan", "Kai", "Jaydn", "Callum", "Shannon")
_LAST = ("Alder", "Tuck", "Moss", "Foss", "Pellow", "Averill")
WORDS = 200
# Of twenty mixed forms the first is HIGH and the next two are crimes.
_OF_TWENTY = (_URGENT, _CRIME, _CRIME)


def forms(count: int, seed: int, words: int = WORDS) -> list[CpiForm]:
    """Make forms; the same seed gives the same ones, another seed none of them."""
    random = Random(seed)  # noqa: S311 - repeatable, and no secret
    return [_form(random, words, "") for _ in range(count)]


def mixed(count: int, seed: int, words: int) -> list[tuple[CpiForm, bool]]:
    """Make forms of which one in twenty cannot wait, and say of each whether it can't."""
    random = Random(seed)  # noqa: S311 - repeatable, and no secret
    openings = [
        _OF_TWENTY[number % 20] if number % 20 < len(_OF_TWENTY) else "" for number in range(count)
    ]
    return [(_form(random, words, opening), opening is _URGENT) for opening in openings]


def _form(random: Random, words: int, opening: str) -> CpiForm:
    place, postcode = random.choice(_PLACES)
    first, last = random.sample(_FIRST, 2), random.sample(_LAST, 2)
    names = {
        "plate": f"HX{random.randrange(10, 70)} KL{random.choice('ABDEFG')}",
        "street": random.choice(_STREETS),
        "place": place,
        "first": first[0],
        "first2": first[1],
        "last": last[0],
        "last2": last[1],
        "number": f"{random.randrange(1000):03}",
    }
    body = {
        "submission_id": str(UUID(int=random.getrandbits(128), version=4)),
        "submitted_at": "2026-10-05T14:03:00+01:00",
        "submitter": {
            "name": "Moira Tanfield",
            "role": "tenancy officer",
            "organisation": "Elmwick Homes",
            "agency_type": "housing",
            "email": "m.tanfield@elmwick.example",
            "phone": "01632 960111",
        },
        "source": {"how_known": "told_by_colleague", "name": "Priya Ramsden"},
        "information": {
            "theme": "drug_related_harm",
            "narrative": _narrative(random, names, words, opening),
        },
        "subjects": [{"role": "suspect", "name": f"{names['first']} {names['last']}"}],
        "vehicles": [{"registration": names["plate"], "make": "Audi", "colour": "grey"}],
        "locations": [{"text": names["street"], "postcode": postcode}],
    }
    return CpiForm.model_validate(body)


def _narrative(random: Random, names: dict[str, str], words: int, opening: str) -> str:
    shuffled = random.sample(_SENTENCES, len(_SENTENCES))
    text = opening.format(**names).split()
    for sentence in islice(cycle(shuffled), 2 * len(shuffled)):
        if len(text) >= words:
            break
        one, other = random.sample(_THINGS, 2)
        beside = f"{sentence.format(**names)[:-1]}, by the {one} and the {other}."
        text += beside.split()
    return " ".join(text)
