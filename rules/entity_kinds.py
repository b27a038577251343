"""What a single word may be, a bit each: looked up once a word, asked for many times."""

FORENAME = 1
AMBIGUOUS = 1 << 1
SURNAME = 1 << 2
WORD_SURNAME = 1 << 3
NOT_NAME = 1 << 4
ORDINARY = 1 << 5
TITLE = 1 << 6
NICKNAME_LEAD = 1 << 7
STREET = 1 << 8
BUILDING = 1 << 9
ACCOUNT = 1 << 10
"""A platform, or a word for an account on one."""
ORGANISATION = 1 << 11
"""The last word of what names an organisation: ``Garage``, ``Takeaway``."""
PREMISES = 1 << 12
"""A kind of place or group that a name stands beside: ``the pub``, ``a gang``."""
PUB = 1 << 13
STRONG_BEFORE = 1 << 14
PERSON_BEFORE = 1 << 15
PERSON_AFTER = 1 << 16
NOT_ALONE = 1 << 17
"""A forename that is more often something else, so that it needs a cue even within a sentence."""
RELATION = 1 << 18
"""What somebody has: ``Slim's brother``, ``Deniz's flat``."""
OF_PLACE = 1 << 19
"""After these a name is a place's: ``in``, ``near``."""

SPEAKS = 1 << 20
"""What only a person does: ``said``, ``drives``."""
PLACE_AFTER = 1 << 21
"""After a name it makes the name a place's, or a thing's: ``station``, ``school``."""

PLACE = 1 << 22
"""A word that names a town, a village or an estate of the force or near it."""

STARTS = 1 << 23
"""A type of organisation that stands before its name: ``Club Vertex``."""

VEHICLE = 1 << 24
"""A make, a model or a kind of vehicle: no name, unless somebody is called so."""

THING_BEFORE = 1 << 25
"""After these a name is a thing's: ``Operation Ryan``, ``Project Hope``."""

ANIMAL = 1 << 26
"""An animal that people keep: what it is called is no person."""

MARKING = ANIMAL | ACCOUNT | STREET | BUILDING | ORGANISATION | PREMISES | PUB | STARTS | FORENAME
"""What a finder looks for; most words are nothing of this."""

LISTS = {
    "forenames": FORENAME,
    "ambiguous_names": AMBIGUOUS,
    "surnames": SURNAME,
    "word_surnames": WORD_SURNAME,
    "not_names": NOT_NAME,
    "ordinary_words": ORDINARY,
    "titles": TITLE,
    "nickname_leads": NICKNAME_LEAD,
    "street_suffixes": STREET,
    "building_suffixes": BUILDING,
    "organisation_types": ORGANISATION,
    "organisation_starts": STARTS,
    "premises": PREMISES,
    "pub_words": PUB,
    "strong_before": STRONG_BEFORE,
    "person_before": PERSON_BEFORE,
    "person_after": PERSON_AFTER,
    "not_alone": NOT_ALONE,
    "relations": RELATION,
    "before_places": OF_PLACE,
    "before_things": THING_BEFORE,
    "speaking": SPEAKS,
    "place_words": PLACE,
    "after_places": PLACE_AFTER,
    "animals": ANIMAL,
}
"""The lists of words of entities.toml and what a word in each is."""
