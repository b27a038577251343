"""The form without its source, and the source sealed."""

from schemas.assessment import Ruling
from schemas.base import Birthday, Instant, Message, Record, Reference, Text
from schemas.enums import CommunicationKind, District, SubjectRole, Theme


class Sealed(Record):
    """Bytes under AES-256-GCM with a data key of their own, itself wrapped by the hub's key.

    The associated data is ``topic`` and ``reference``, so a sealed value opens nowhere else.
    """

    key_id: str
    wrapped_key: bytes
    nonce: bytes
    ciphertext: bytes


class SealedSource(Message):
    """The whole form as it came, sealed, on ``cpi.sources`` (compacted)."""

    reference: Reference
    sealed_at: Instant
    sealed: Sealed

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/source"


class Grade(Record):
    """A 3x5x2 grade proposed for the item (domain 2.1, 2.2); a person confirms it.

    ``code`` is source evaluation, intelligence assessment, handling code (``2CP``). Handling code
    C carries an action and a sanitisation code.
    """

    code: str
    action_code: str | None = None
    sanitisation_code: str | None = None


class Person(Record):
    """A subject of the information."""

    role: SubjectRole
    name: Text | None = None
    aliases: tuple[Text, ...] = ()
    date_of_birth: Birthday | None = None
    approximate_age: int | None = None
    gender: Text | None = None
    address: Text | None = None
    school_or_employer: Text | None = None
    vulnerabilities: tuple[Text, ...] = ()


class Car(Record):
    """A vehicle of the information."""

    registration: Text | None = None
    make: Text | None = None
    model: Text | None = None
    colour: Text | None = None
    driver: Text | None = None


class Contact(Record):
    """A means of communication that a subject uses."""

    kind: CommunicationKind
    value: Text | None = None
    platform: Text | None = None


class Place(Record):
    """A place of the information."""

    text: Text | None = None
    address: Text | None = None
    postcode: Text | None = None


class Exhibit(Record):
    """An attachment, its file name replaced: the name may point to the source."""

    label: str
    media_type: Text | None = None
    sha256: Text | None = None


class Contents(Record):
    """What a form says, without who said it."""

    narrative: Text
    theme: Theme
    other_themes: tuple[Theme, ...] = ()
    known_from: Instant | None = None
    known_to: Instant | None = None
    action_taken: Text | None = None
    existing_references: tuple[Text, ...] = ()
    subjects: tuple[Person, ...] = ()
    vehicles: tuple[Car, ...] = ()
    communications: tuple[Contact, ...] = ()
    locations: tuple[Place, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    immediate_danger: bool = False


class SanitisedReport(Message):
    """A form without its source on ``cpi.sanitised``.

    ``suggested_district`` is where the form as it came places the matter: the place of the source,
    which is taken out of the text, may be the only one that it names.
    """

    reference: Reference
    revision: int
    received_at: Instant
    contents: Contents
    grade: Grade
    decision: Ruling
    suggested_district: District | None = None

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return f"{self.reference}/sanitised/r{self.revision}"
