"""The words by which a text says something of whoever wrote it, and the patterns made of them."""

import re
from functools import cached_property

from pydantic import model_validator

from rules.datafile import Entry, WordList
from rules.first_person_frames import Frame, Frames
from rules.text_marks import CHANGED, QUOTED, SOURCE, SUBJECT_CLOSES, SUBJECT_OPENS


class FirstPersonWords(Entry):
    """What shows the writer in a text.

    ``frames`` are tried in their order, ``asides`` beside somebody of the source. ``perceiving``
    are verbs after which what was perceived counts, ``habits`` what somebody does as a rule,
    ``past`` and ``fixed`` verbs that take no s; ``matters`` makes a clause of the writer one of
    the matter. ``opening`` begins a clause of circumstance, ``relating`` one that describes;
    after ``speech`` somebody else may be speaking.
    """

    frames: tuple[Frame, ...]
    asides: tuple[Frame, ...]
    perceiving: WordList
    habits: WordList
    past: WordList
    fixed: WordList
    adverbs: WordList
    matters: WordList
    opening: WordList
    relating: WordList
    speech: WordList

    @model_validator(mode="after")
    def _patterns_compile(self) -> "FirstPersonWords":
        for frame in (*self.frames, *self.asides):
            try:
                frame.compiled()
            except re.error as error:
                message = f"frame {frame.why!r}: {error}"
                raise ValueError(message) from None
        return self

    @cached_property
    def framing(self) -> Frames:
        """The frames, ready."""
        return Frames(self.frames)

    @cached_property
    def beside(self) -> Frames:
        """What is said beside somebody of the source, ready."""
        return Frames(self.asides)

    @cached_property
    def perceived(self) -> frozenset[str]:
        """Verbs after which what was perceived counts."""
        return frozenset(self.perceiving)

    @cached_property
    def habitual(self) -> frozenset[str]:
        """What somebody does as a rule."""
        return frozenset(self.habits)

    @cached_property
    def no_s(self) -> frozenset[str]:
        """Verb forms that are the same for the writer and for somebody else."""
        return frozenset({*self.past, *self.fixed})

    @cached_property
    def past_set(self) -> frozenset[str]:
        """Past forms that do not end like one."""
        return frozenset(self.past)

    @cached_property
    def promises(self) -> frozenset[str]:
        """What begins a verb of what is yet to come, or never."""
        return frozenset({"will", "shall", "can", "can't", "cant", "won't", "wont", "am", "must"})

    @cached_property
    def suffered(self) -> re.Pattern[str]:
        """That something was done to the writer."""
        return re.compile(
            r"\b(?:was|were|been|being|got) (?:\w+ly )?(?:\w{3,}ed|broken|hit|told|left|thrown|"
            r"taken|given|shown|stolen|sent|made)\b|\bhave had\b|'ve had\b"
            r"|\bke(?:ep|pt) (?:on )?\w+ing\b",
            re.IGNORECASE,
        )

    @cached_property
    def adverb_set(self) -> frozenset[str]:
        """What may stand between the writer and the verb."""
        return frozenset(self.adverbs)

    @cached_property
    def matter(self) -> re.Pattern[str]:
        """A word that makes a clause one of the matter."""
        return re.compile(rf"\b(?:{'|'.join(self.matters)})\b", re.IGNORECASE)

    @cached_property
    def subject(self) -> re.Pattern[str]:
        """The writer as the subject of a clause, with what is joined to it."""
        return re.compile(
            rf"(?<![\w'/&+-])(?:(?P<who>i|we)(?:'(?P<joined>m|ve|d|ll|re))?|(?-i:(?P<short>im|ive)))"
            rf"(?![\w'/{QUOTED}-])(?-i:(?= (?:[a-z]|[A-Z]{{2}})))",
            re.IGNORECASE,
        )

    @cached_property
    def finite(self) -> str:
        """A verb that stands in a clause with its subject, as a pattern."""
        forms = {*self.past, *self.fixed, "is", "are", "was", "has", "have", "does", "says", "came"}
        return rf"(?:{'|'.join(sorted(forms))}|[a-z]{{2,}}ed|[a-z]+n't)"

    @cached_property
    def end(self) -> re.Pattern[str]:
        """Where a clause of the writer ends: a sign, or what joins another subject to it."""
        named = f"{SUBJECT_OPENS}[^{SUBJECT_CLOSES}]*{SUBJECT_CLOSES}"
        new = (
            rf"{CHANGED}?(?:(?:he|she|they|it|there|nobody|everyone|somebody|someone|nothing|I|i|we)"
            rf"(?=['\s])|(?:{named}|[{SOURCE}]|[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)"
            rf"(?= (?:also |then |now |just )?{self.finite}\b)"
            rf"|(?:his|her|their|the|a|an|this|another|one|two|three|no|some|both) "
            r"(?:(?!(?:that|than|who|which|whom|if|when|i|we|he|she|they|it|to)\b)[\w'-]+ ){1,7}?"
            rf"(?={self.finite}\b))"
        )
        return re.compile(
            r"(?P<hard>[.](?=\s|\Z|[\"')])|[;!?)\n]|:(?=\s|\Z)|\s[-\u2013\u2014]+\s|\Z)"
            r"|(?P<join>,?\s(?:and|but|so|then|yet|an|&)(?: (?:then|so|now|that|also))?\s|,\s)"
            rf"(?=(?-i:{new}))",
            re.IGNORECASE,
        )

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """Where, without a comma, another subject begins after a clause of circumstance."""
        named = f"{SUBJECT_OPENS}[^{SUBJECT_CLOSES}]*{SUBJECT_CLOSES}"
        return re.compile(
            r",\s|(?<!what)(?<!who)(?<!if)(?<!whether)(?<!that)(?<!why)(?<!how)(?<!where)(?<!when)"
            rf"\s(?={CHANGED}?(?:(?:he|she|they|it|there) |{named} "
            rf"|[{SOURCE}] |(?:his|her|their|the|a|an) [a-z'-]+ )(?:{self.finite})\b)",
            re.IGNORECASE,
        )

    @cached_property
    def circumstance(self) -> re.Pattern[str]:
        """What opens a clause of circumstance, just before the writer."""
        words = "|".join(self.opening)
        return re.compile(
            rf"(?P<sign>[,(]?)(?:\A|(?<=[\s(,{CHANGED}]))"
            rf"(?:(?:just|only|even|and|but|so|especially) )?(?:{words}) "
            r"(?:(?:just|still|first|last|also|only) )?\Z",
            re.IGNORECASE,
        )

    @cached_property
    def relative(self) -> re.Pattern[str]:
        """What opens a relative clause, just before the writer."""
        return re.compile(
            rf"(?<!\bso)(?<!sure)(?<!aware)(?<!hope)(?<!hopes)(?<!know)(?<!knows)(?<!think)(?<!thinks)"
            rf"(?<!thought)(?<!afraid)(?<!told)(?<!said)(?<!says)(?<!believe)(?<!believes)(?<!feels)"
            rf"(?P<sign>,?) (?:{'|'.join(self.relating)}) \Z",
            re.IGNORECASE,
        )

    @cached_property
    def spoken(self) -> re.Pattern[str]:
        """A verb or a noun of speech just before the writer: somebody else may be speaking."""
        return re.compile(
            rf"(?:\b(?:{'|'.join(self.speech)}))\b[^.;\n]*[\s:]\Z",
            re.IGNORECASE,
        )
