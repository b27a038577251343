"""The closed vocabularies of the contract (DESIGN section 2) and of the hub's own messages."""

from enum import StrEnum


class AgencyType(StrEnum):
    """What kind of partner the submitter works for."""

    EDUCATION = "education"
    CHILDRENS_SERVICES = "childrens_services"
    ADULT_SERVICES = "adult_services"
    HOUSING = "housing"
    HEALTH = "health"
    AMBULANCE = "ambulance"
    FIRE = "fire"
    PROBATION = "probation"
    YOUTH_JUSTICE = "youth_justice"
    CHARITY = "charity"
    CARE_HOME = "care_home"
    LOCAL_AUTHORITY = "local_authority"
    BUSINESS = "business"
    OTHER = "other"


class HowKnown(StrEnum):
    """How the source came to know the information; feeds the 3x5x2 grade (domain 2.2)."""

    SAW_OR_HEARD = "saw_or_heard"
    TOLD_BY_SUBJECT = "told_by_subject"
    TOLD_BY_THIRD_PARTY = "told_by_third_party"
    TOLD_BY_COLLEAGUE = "told_by_colleague"
    OVERHEARD = "overheard"
    RECORD_OR_DEVICE = "record_or_device"
    ANONYMOUS = "anonymous"
    RUMOUR = "rumour"
    OTHER = "other"


class Theme(StrEnum):
    """What the information is about."""

    MISSING_EXPLOITED_TRAFFICKED = "missing_exploited_trafficked"
    CHILD_SEXUAL_EXPLOITATION = "child_sexual_exploitation"
    CHILD_CRIMINAL_EXPLOITATION = "child_criminal_exploitation"
    DRUG_RELATED_HARM = "drug_related_harm"
    MODERN_SLAVERY = "modern_slavery"
    COMMUNITY_COHESION = "community_cohesion"
    ANTI_SOCIAL_BEHAVIOUR = "anti_social_behaviour"
    ORGANISED_CRIME = "organised_crime"
    SERIOUS_VIOLENCE = "serious_violence"
    DOMESTIC_ABUSE = "domestic_abuse"
    RADICALISATION = "radicalisation"
    MENTAL_HEALTH = "mental_health"
    ONLINE_HARM = "online_harm"
    RURAL_CRIME = "rural_crime"
    FRAUD = "fraud"
    OTHER = "other"


class SubjectRole(StrEnum):
    """The part that a person plays in the information (DPA 2018 s.38(3))."""

    PERSON_AT_RISK = "person_at_risk"
    SUSPECT = "suspect"
    VICTIM = "victim"
    WITNESS = "witness"
    ASSOCIATE = "associate"
    PARENT_OR_CARER = "parent_or_carer"
    UNKNOWN = "unknown"


class CommunicationKind(StrEnum):
    """What a communication's value is."""

    PHONE = "phone"
    EMAIL = "email"
    SOCIAL = "social"
    IMEI = "imei"
    OTHER = "other"


class RiskLevel(StrEnum):
    """A level of risk, lowest first."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Channel(StrEnum):
    """The way by which a form reached the hub."""

    KAFKA = "kafka"
    AMQP = "amqp"
    EMAIL = "email"
    FILE = "file"
    WEB = "web"


class Priority(StrEnum):
    """What the Duty Supervisor decides (flowchart), and what triage recommends."""

    NORMAL = "NORMAL"
    HIGH = "HIGH"
    CRIME = "CRIME"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"


class DecisionStatus(StrEnum):
    """Who stands behind a decision."""

    ASSESSED = "assessed"
    AUTOMATIC = "automatic"
    NOT_YET_ASSESSED = "not_yet_assessed"


class Destination(StrEnum):
    """Where a log can be disseminated; the name of its topic after ``cpi.``."""

    MASH = "mash"
    SECTOR = "sector"
    CONTROL_ROOM = "control-room"
    CRIME_OCCURRENCE = "crime-occurrence"


class District(StrEnum):
    """The policing districts of the force (DESIGN section 6)."""

    SOUTHAMPTON = "southampton"
    PORTSMOUTH = "portsmouth"
    ISLE_OF_WIGHT = "isle_of_wight"
    BASINGSTOKE_AND_DEANE = "basingstoke_and_deane"
    HART = "hart"
    RUSHMOOR = "rushmoor"
    EAST_HAMPSHIRE = "east_hampshire"
    HAVANT = "havant"
    FAREHAM = "fareham"
    GOSPORT = "gosport"
    EASTLEIGH = "eastleigh"
    WINCHESTER = "winchester"
    TEST_VALLEY = "test_valley"
    NEW_FOREST = "new_forest"


class EntityType(StrEnum):
    """What enrichment finds in a text (DESIGN section 6)."""

    VEHICLE = "vehicle"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    PERSON = "person"
    ORGANISATION = "organisation"
    DATE_OF_BIRTH = "date_of_birth"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance"
    SOCIAL_HANDLE = "social_handle"
    IMEI = "imei"
    BANK_ACCOUNT = "bank_account"
    WHAT3WORDS = "what3words"


class Pole(StrEnum):
    """The POLE class of an entity."""

    PERSON = "person"
    OBJECT = "object"
    LOCATION = "location"
    EVENT = "event"


class LinkType(StrEnum):
    """How two entities hang together (domain 2.3)."""

    ASSOCIATE_OF = "associate_of"
    COMMUNICATES_WITH = "communicates_with"
    USES = "uses"
    RESIDES_AT = "resides_at"
    SEEN_AT = "seen_at"
    BORN_ON = "born_on"
    IDENTIFIED_BY = "identified_by"


class LinkStrength(StrEnum):
    """How firm a link is, from the grade of the log (domain 2.3)."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    TENTATIVE = "tentative"


class ReportStatus(StrEnum):
    """Whether a destination's message is the first, replaces one, or takes it back."""

    NEW = "new"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class AlertKind(StrEnum):
    """What a person is called to look at."""

    HIGH_PROPOSED = "high_proposed"
    SENT_UNASSESSED = "sent_unassessed"
    UNASSESSED_FIRST = "unassessed_first"
    UNASSESSED_SECOND = "unassessed_second"
    BREACH = "breach"
    RELEASE_BLOCKED = "release_blocked"
    DISTRICT_UNKNOWN = "district_unknown"
    CLUSTER = "cluster"


class ReceiptStatus(StrEnum):
    """The hub's answer to a partner."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REJECTED = "rejected"


class AuditAction(StrEnum):
    """What was done with personal data (DPA 2018 s.62); a redrive sends on, a discard gives up."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    REDRIVE = "redrive"
    DISCARD = "discard"
