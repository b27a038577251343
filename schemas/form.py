"""The CPI form as a partner sends it (DESIGN section 2)."""

import unicodedata
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from schemas.base import (
    Birthday,
    Filled,
    Flag,
    Lenient,
    Message,
    Narrative,
    Text,
    Whole,
    ZonedTime,
)
from schemas.enums import AgencyType, CommunicationKind, HowKnown, RiskLevel, SubjectRole, Theme


def _plain_filename(name: str) -> str:
    if "/" in name or "\\" in name or name in {".", ".."}:
        message = "is a path; send the file's bare name"
        raise ValueError(message)
    if any(unicodedata.category(char) == "Cc" for char in name):
        message = "holds control characters"
        raise ValueError(message)
    return name


class Submitter(Lenient):
    """Who fills the form in. Never leaves the intelligence department but for a CRIME."""

    name: Filled
    role: Text | None = None
    organisation: Filled
    agency_type: AgencyType
    email: Filled
    phone: Text | None = None
    safe_contact_time: Text | None = None


class Source(Lenient):
    """Where the information comes from, and what using it would risk."""

    how_known: HowKnown
    is_submitter: Flag | None = None
    name: Text | None = None
    contactable: Flag | None = None
    who_else_knows: tuple[Text, ...] = ()
    risk_if_used: RiskLevel | None = None
    risk_detail: Text | None = None
    sharing_restrictions: Text | None = None
    suspected_false: Flag = False


class Information(Lenient):
    """What is known, in the partner's words."""

    theme: Theme
    other_themes: tuple[Theme, ...] = ()
    narrative: Narrative
    known_from: ZonedTime | None = None
    known_to: ZonedTime | None = None
    action_taken: Text | None = None
    existing_references: tuple[Text, ...] = ()


class Subject(Lenient):
    """A person whom the information is about."""

    role: SubjectRole = SubjectRole.UNKNOWN
    name: Text | None = None
    aliases: tuple[Text, ...] = ()
    date_of_birth: Birthday | None = None
    approximate_age: Whole | None = Field(default=None, ge=0, le=130)
    gender: Text | None = None
    address: Text | None = None
    school_or_employer: Text | None = None
    vulnerabilities: tuple[Text, ...] = ()


class Vehicle(Lenient):
    """A vehicle, its registration whole or in part."""

    registration: Text | None = None
    make: Text | None = None
    model: Text | None = None
    colour: Text | None = None
    driver: Text | None = None


class Communication(Lenient):
    """A telephone number, an e-mail address, a handle, a device."""

    kind: CommunicationKind = CommunicationKind.OTHER
    value: Text | None = None
    platform: Text | None = None


class Location(Lenient):
    """A place, in words, as an address or as a postcode."""

    text: Text | None = None
    address: Text | None = None
    postcode: Text | None = None


class Attachment(Lenient):
    """A file held elsewhere; its bytes never travel on a topic."""

    filename: Annotated[Text, AfterValidator(_plain_filename)] | None = None
    media_type: Text | None = None
    sha256: Text | None = None
    uri: Text | None = None


class CpiForm(Lenient, Message):
    """One Community Partnership Information form."""

    submission_id: UUID
    submitted_at: ZonedTime
    submitter: Submitter
    source: Source
    information: Information
    subjects: tuple[Subject, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    communications: tuple[Communication, ...] = ()
    locations: tuple[Location, ...] = ()
    immediate_danger: Flag = False
    attachments: tuple[Attachment, ...] = ()

    @property
    def event_id(self) -> str:
        """The deterministic ``ce_id``."""
        return str(self.submission_id)
