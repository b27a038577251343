"""All that a supervisor can read and change: the vocabulary files, read together."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from rules.cue_files import CuesFile, WordsFile
from rules.cues import Cues, read_cues, untrue
from rules.datafile import VocabularyError, parse
from rules.dissemination_files import (
    DepartmentsFile,
    DisseminationFile,
    DisseminationRules,
    Files,
    MashFile,
    read_dissemination,
)
from rules.entity_words import EntityWords
from rules.giveaways import Giveaways, PiecesFile
from rules.grading import GradingRules
from rules.guards import GuardsFile
from rules.kinds import KindsFile
from rules.phrases import PhraseError
from rules.places import read_districts
from rules.postcodes import Districts, DistrictsFile
from rules.redaction_words import RedactionWords
from rules.report.words import ReportWords
from rules.risk import RiskFile, RiskRules, read_risk
from rules.weights_file import Weights, WeightsFile

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

FILES: Mapping[str, type[BaseModel]] = {
    "words.toml": WordsFile,
    "guards.toml": GuardsFile,
    "cues.toml": CuesFile,
    "weights.toml": WeightsFile,
    "districts.toml": DistrictsFile,
    "risk.toml": RiskFile,
    "dissemination.toml": DisseminationFile,
    "mash.toml": MashFile,
    "departments.toml": DepartmentsFile,
    "redaction.toml": RedactionWords,
    "kinds.toml": KindsFile,
    "pieces.toml": PiecesFile,
    "grading.toml": GradingRules,
    "entities.toml": EntityWords,
    "report.toml": ReportWords,
}
"""Each vocabulary file and its model: the one place where a file is declared."""


_REDACTION = "redaction.toml"


# Written out it would take seconds, and asyncio writes its tasks out.
@dataclass(frozen=True, repr=False)
class Vocabulary:
    """The vocabulary of every rule, ready for use; made once and shared."""

    cues: Cues
    districts: Districts
    risk: RiskRules
    dissemination: DisseminationRules
    redaction: RedactionWords
    giveaways: Giveaways
    grading: GradingRules
    entities: EntityWords
    report: ReportWords


def parse_vocabulary(files: Mapping[str, str], sound: Collection[str] = ()) -> Vocabulary:
    """Read the vocabulary from the texts of its files, by file name.

    Args:
        files: the text of each.
        sound: names of files of which the patterns are known to compile.

    Raises:
        VocabularyError: for a file missing or unknown, and for content that cannot be used, naming
            file, line and field.
    """
    for name in files:
        if name not in FILES:
            message = f"{name}: is no vocabulary file; they are {', '.join(sorted(FILES))}"
            raise VocabularyError(message)
    for name in FILES:
        if name not in files:
            message = f"{name}: is missing"
            raise VocabularyError(message)
    return _read(files, sound)


def _read(files: Mapping[str, str], sound: Collection[str]) -> Vocabulary:
    words = _parsed(files, "words.toml", WordsFile)
    guards = _parsed(files, "guards.toml", GuardsFile)
    cues_file = _parsed(files, "cues.toml", CuesFile)
    places = _parsed(files, "districts.toml", DistrictsFile)
    risk_file = _parsed(files, "risk.toml", RiskFile)
    sending = Files(
        _parsed(files, "dissemination.toml", DisseminationFile),
        _parsed(files, "mash.toml", MashFile),
        _parsed(files, "departments.toml", DepartmentsFile),
    )
    weights = Weights.of(_parsed(files, "weights.toml", WeightsFile))
    cues = _made(files, lambda: read_cues(cues_file, guards, words, weights))
    grammar = cues.lexicon.guards.grammar
    districts = _made(files, lambda: read_districts(places, grammar, words.lists))
    return Vocabulary(
        cues=cues,
        districts=districts,
        risk=_made(files, lambda: read_risk(risk_file, cues)),
        dissemination=_made(files, lambda: read_dissemination(sending, cues, districts)),
        redaction=parse(_REDACTION, files[_REDACTION], RedactionWords, sound=_REDACTION in sound),
        giveaways=Giveaways.of(
            _parsed(files, "pieces.toml", PiecesFile),
            _parsed(files, "kinds.toml", KindsFile),
            grammar,
        ),
        grading=_parsed(files, "grading.toml", GradingRules),
        entities=_parsed(files, "entities.toml", EntityWords),
        report=_parsed(files, "report.toml", ReportWords),
    )


def _parsed(files: Mapping[str, str], name: str, model: type[M]) -> M:
    return parse(name, files[name], model)


def _made(files: Mapping[str, str], make: Callable[[], T]) -> T:
    try:
        return make()
    except PhraseError as error:
        raise VocabularyError(_where(files, error)) from None


def _where(files: Mapping[str, str], error: PhraseError) -> str:
    # A phrase is known by its text: the first file that has it in quotes is where it stands.
    quoted = f'"{error.phrase}"'
    for name in FILES:
        for number, line in enumerate(files[name].splitlines(), start=1):
            if quoted in line:
                field = line.split("=")[0].strip() if "=" in line.split(quoted)[0] else "phrases"
                return f"{name}, line {number}: {field}: {error}"
    return str(error)


def untrue_examples(vocabulary: Vocabulary, when: datetime) -> tuple[str, ...]:
    """Say which examples of the files are not true."""
    cues, sending = vocabulary.cues, vocabulary.dissemination
    return tuple(
        sentence
        for searched in (cues.lexicon, cues.withdraws, sending.topics)
        for sentence in untrue(searched, when)
    )
