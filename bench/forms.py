"""Invented forms of about 200 words, no two alike, each for a sector."""

from itertools import cycle, islice
from random import Random
from uuid import UUID

from schemas.form import CpiForm

_SENTENCES = (
    "A grey Audi {plate} stops behind the shops in {street} most evenings between six and nine.",
    "The driver is known as {first} and is about thirty, with a beard and a blue work jacket.",
    "Younger people walk up to the window, speak for a moment, and go away towards {street}.",
    "My colleague noticed that the same people come by on foot from the bus stop near {place}.",
    "{first} {last} was heard to say that the others owe him for a bag that he lent them in June.",
    "The telephone number that they give out is 07700 900{number}, and it changes every few weeks.",
    "On Tuesday two men carried boxes from the lock-up garage to a white van parked in {street}.",
    "Neighbours have stopped using the footpath, and the caretaker now locks the side gate early.",
    "{last} has a flat above the old bakery, and visitors ring there at all hours of the night.",
    "Nobody here has spoken to them, and we would rather that they did not learn who told you.",
    "The car park camera covers the corner, and the pictures of the last fortnight are still kept.",
    "A second car, a small red Fiesta, waits at the end of {street} with its engine running.",
)
_STREETS = ("Mill Lane", "Curlew Row", "Orchard Rise", "Station Approach", "Foundry Close")
_PLACES = (("Southampton", "SO14 0JT"), ("Gosport", "PO12 1AB"), ("Fareham", "PO16 7AA"))
_FIRST = ("Dean", "Ryan", "Kai", "Jaydn", "Callum", "Shannon")
_LAST = ("Alder", "Tuck", "Moss", "Foss", "Pellow", "Averill")
_WORDS = 200


def forms(count: int, seed: int) -> list[CpiForm]:
    """Make forms; the same seed gives the same ones, another seed none of them."""
    random = Random(seed)  # noqa: S311 - repeatable, and no secret
    return [_form(random) for _ in range(count)]


def _form(random: Random) -> CpiForm:
    place, postcode = random.choice(_PLACES)
    words = {
        "plate": f"HX{random.randrange(10, 70)} KL{random.choice('ABDEFG')}",
        "street": random.choice(_STREETS),
        "place": place,
        "first": random.choice(_FIRST),
        "last": random.choice(_LAST),
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
        "information": {"theme": "drug_related_harm", "narrative": _narrative(random, words)},
        "subjects": [{"role": "suspect", "name": f"{words['first']} {words['last']}"}],
        "vehicles": [{"registration": words["plate"], "make": "Audi", "colour": "grey"}],
        "locations": [{"text": words["street"], "postcode": postcode}],
    }
    return CpiForm.model_validate(body)


def _narrative(random: Random, words: dict[str, str]) -> str:
    shuffled = random.sample(_SENTENCES, len(_SENTENCES))
    text: list[str] = []
    for sentence in islice(cycle(shuffled), 2 * len(shuffled)):
        text += sentence.format(**words).split()
        if len(text) >= _WORDS:
            break
    return " ".join(text)
