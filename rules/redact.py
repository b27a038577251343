"""Redaction: the form without its source (flowchart: "hidden electronically"; domain 2.4)."""

from dataclasses import dataclass, replace

from rules.colleagues import colleagues
from rules.district import suggest
from rules.folding import normalise
from rules.giveaways import Giveaways
from rules.grading import GradingRules, grade
from rules.keeping import treasures
from rules.mentions import Mentions
from rules.postcodes import Districts
from rules.redaction_words import RedactionWords
from rules.residual import Residual, residual, strings
from rules.rewrite import Rewriter
from rules.signatures import Signatures
from rules.source_relations import relations_beside
from rules.source_sites import sites_beside
from rules.source_tokens import SourceTokens, source_tokens
from rules.tellers import Tellers
from schemas.assessment import AssessedForm
from schemas.enums import HowKnown
from schemas.form import Attachment, Communication, CpiForm, Location, Subject, Vehicle
from schemas.sanitised import Car, Contact, Contents, Exhibit, Person, Place, SanitisedReport

_NOTHING_LEFT = "Nothing is left of the text without its source."


@dataclass(frozen=True)
class Redaction:
    """The sanitised report, and what of the source is still in it."""

    report: SanitisedReport
    residual: tuple[Residual, ...]

    @property
    def blocked(self) -> bool:
        """Whether a person has to look before anything is released."""
        return bool(self.residual)


def redact(
    assessed: AssessedForm,
    words: RedactionWords,
    grading: GradingRules,
    districts: Districts | None = None,
    giveaways: Giveaways | None = None,
) -> Redaction:
    """Take everything that points to the source out of every outgoing text.

    A narrative that a person wrote (``decision.sanitised_narrative``) stands as written, and is
    checked like the machine's. The grade is proposed here, and the district is suggested, where
    ``districts`` are given: only here are the provenance and every place known. Pieces of
    the narrative that point to the source though no phrase says so go where ``giveaways`` are.
    """
    form = assessed.form
    tokens = source_tokens(form, words)
    tokens = _with_beside(tokens, form, words)
    mentions, signatures = Mentions(tokens, words), Signatures(tokens, words)
    quotes = form.source.how_known is not HowKnown.ANONYMOUS
    rewriter = Rewriter(mentions, signatures, words, treasures(form), quotes=quotes)
    written = assessed.decision.sanitised_narrative
    narrative = written or _narrative(form, rewriter, giveaways) or _NOTHING_LEFT
    report = SanitisedReport(
        reference=assessed.reference,
        revision=assessed.revision,
        received_at=assessed.received_at,
        contents=_contents(form, narrative, rewriter),
        grade=grade(form, grading),
        decision=assessed.decision.ruling,
        suggested_district=suggest(form, districts) if districts else None,
    )
    return Redaction(report, residual(strings(report.model_dump()), form, words, tokens))


def _narrative(form: CpiForm, rewriter: Rewriter, giveaways: Giveaways | None) -> str:
    pieces = giveaways.found(form) if giveaways else ()
    return rewriter.narrative(form.information.narrative, pieces)


def _with_beside(tokens: SourceTokens, form: CpiForm, words: RedactionWords) -> SourceTokens:
    """Add whom and what the narrative itself sets beside the source."""
    narrative = form.information.narrative
    beside = colleagues(narrative, tokens, words)
    if beside:
        tokens = replace(tokens, people=(*tokens.people, *beside))
    relations = relations_beside(narrative, tokens, words)
    told = Tellers(narrative, form.source.how_known, tokens, words).found()
    tokens = replace(tokens, people=(*tokens.people, *told.people))
    sites = sites_beside(narrative, tokens, words)
    organisation = tokens.organisation
    if sites:
        organisation = replace(organisation, short=(*organisation.short, *sites))
    return replace(
        tokens,
        organisation=organisation,
        descriptions=(*tokens.descriptions, *told.descriptions),
        relations=(*relations, *told.relations),
    )


def _contents(form: CpiForm, narrative: str, rewriter: Rewriter) -> Contents:
    information = form.information
    return Contents(
        narrative=narrative,
        theme=information.theme,
        other_themes=information.other_themes,
        known_from=information.known_from,
        known_to=information.known_to,
        action_taken=rewriter.field(information.action_taken),
        existing_references=_each(information.existing_references, rewriter),
        subjects=tuple(_person(subject, rewriter) for subject in form.subjects),
        vehicles=tuple(_car(vehicle, rewriter) for vehicle in form.vehicles),
        communications=tuple(_contact(means, rewriter) for means in form.communications),
        locations=tuple(_place(location, rewriter) for location in form.locations),
        exhibits=tuple(map(_exhibit, range(1, len(form.attachments) + 1), form.attachments)),
        immediate_danger=form.immediate_danger,
    )


def _each(texts: tuple[str, ...], rewriter: Rewriter) -> tuple[str, ...]:
    return tuple(text for text in map(rewriter.field, texts) if text)


def _person(subject: Subject, rewriter: Rewriter) -> Person:
    return Person(
        role=subject.role,
        name=rewriter.field(subject.name),
        aliases=_each(subject.aliases, rewriter),
        date_of_birth=subject.date_of_birth,
        approximate_age=subject.approximate_age,
        gender=rewriter.field(subject.gender),
        address=rewriter.field(subject.address),
        school_or_employer=rewriter.field(subject.school_or_employer),
        vulnerabilities=_each(subject.vulnerabilities, rewriter),
    )


def _car(vehicle: Vehicle, rewriter: Rewriter) -> Car:
    return Car(
        registration=rewriter.field(vehicle.registration),
        make=rewriter.field(vehicle.make),
        model=rewriter.field(vehicle.model),
        colour=rewriter.field(vehicle.colour),
        driver=rewriter.field(vehicle.driver),
    )


def _contact(means: Communication, rewriter: Rewriter) -> Contact:
    return Contact(
        kind=means.kind,
        value=rewriter.field(means.value),
        platform=rewriter.field(means.platform),
    )


def _place(location: Location, rewriter: Rewriter) -> Place:
    return Place(
        text=rewriter.field(location.text),
        address=rewriter.field(location.address),
        postcode=rewriter.field(location.postcode),
    )


def _exhibit(number: int, attachment: Attachment) -> Exhibit:
    media_type = normalise(attachment.media_type) if attachment.media_type else None
    kind = f" ({media_type})" if media_type else ""
    return Exhibit(
        label=f"attachment {number}{kind}", media_type=media_type, sha256=attachment.sha256
    )
