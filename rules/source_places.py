"""Finds the source's organisation in a text: its name whole or short, its letters, its site."""

from rules.name_forms import alike, starts_sentence
from rules.page import Page, Phrases, cut
from rules.redaction_words import RedactionWords
from rules.source_tokens import SourceTokens, kept_places
from rules.text_marks import ORGANISATION

_SHORTEST_MARK = 5
_HEADS = frozenset("(,:|")


def _means(key: str, mark: str, *, article: bool) -> bool:
    """Say whether a word stands for one of the organisation's name."""
    if article and (key == mark or (mark.startswith(key) and key != mark)):
        return True
    return key != mark and len(mark) > _SHORTEST_MARK and alike(key, mark)


class SourcePlaces:
    """The organisation of one form's source.

    ``kept`` are the places that the form gives and that only share a word with the organisation.
    """

    def __init__(self, tokens: SourceTokens, words: RedactionWords) -> None:
        """Sort what is looked for."""
        known = tokens.organisation
        self._words = words
        full, short = map(cut, known.full), map(cut, known.short)
        self._full = Phrases([*full, *(("".join(form),) for form in known.full)])
        labels: list[tuple[str, ...]] = [(label,) for label in tokens.domains[1:]]
        labels += [("st", label[2:]) for label in tokens.domains[1:] if label.startswith("st")]
        self._short = Phrases([*short, *labels])
        self._acronyms = frozenset(known.acronyms)
        self._longest = max(map(len, known.acronyms), default=0)
        self._spelt = self._full.starts | self._short.starts | self._acronyms
        self._spelt |= {acronym[0] for acronym in self._acronyms}
        named = {word for name in tokens.subjects for word in name}
        named |= {word for place in tokens.chunks for word in place}
        self._heads = tuple(head for head in known.heads if head not in named)
        self._kinds = Phrases(known.kinds)
        self._places = tokens.locations
        self._branches = known.branches
        self._marks = {mark for mark in known.marks if mark not in named}
        self._mark_letters = frozenset(mark[0] for mark in self._marks)
        self.kept = Phrases(kept_places(tokens, words))

    def claim(self, page: Page) -> None:
        """Claim every mention of the organisation, with its article."""
        for at in sorted(self._starts(page)):
            if not page.free[at]:
                continue
            last = self._reach(page, at)
            if last < 0:
                continue
            page.claim(self._with_article(page, at), last, ORGANISATION)
        self._claim_heads(page)
        self._claim_branches(page)
        self._claim_marks(page)
        for first, last in page.seek(self._kinds):
            named = page.written[first][0].isupper() and not page.text.isupper()
            listed = "".join(page.keys[first : last + 1]) in self._words.venues
            article = first and page.keys[first - 1] in self._words.articles
            if article and (named or listed) and page.near(first - 1):
                page.claim(self._with_article(page, first), last, ORGANISATION)

    def _with_article(self, page: Page, at: int) -> int:
        """Give where a mention begins with the article before it, if there is one."""
        if at and page.free[at - 1] and page.keys[at - 1] in self._words.articles:
            return at - page.gap(at - 1).isspace()
        return at

    def _claim_heads(self, page: Page) -> None:
        """The first word of the name alone: only where its capital shows that it is a name."""
        for head in self._heads:
            for at in page.where.get(head, ()):
                if page.free[at] and self._stands_alone(page, at):
                    page.claim(self._with_article(page, at), self._more(page, at), ORGANISATION)

    def _claim_branches(self, page: Page) -> None:
        """One of the organisation's many places, by its name: Petersfield Library."""
        for kind in self._branches:
            for at in page.where.get(kind, ()):
                first = at
                while first and page.free[first] and page.written[first][0].isupper():
                    if page.gap(first - 1) != " " or not page.written[first - 1][0].isupper():
                        break
                    first -= 1
                if first < at and not page.text.isupper():
                    page.claim(self._with_article(page, first), at, ORGANISATION)

    def _claim_marks(self, page: Page) -> None:
        """A word of the name that no other has: after an article, cut short, or misspelt."""
        for at, key in enumerate(page.keys):
            if key[0] not in self._mark_letters or not page.free[at] or len(key) < _SHORTEST_MARK:
                continue
            if not page.written[at][0].isupper() or page.text.isupper():
                continue
            if key in self._words.ordinary_names or key in self._words.place_words:
                continue
            article = at > 0 and page.keys[at - 1] in self._words.articles
            article = article and not self._goes_on(page, at)
            if any(_means(key, mark, article=article) for mark in self._marks):
                after = page.keys[at + 1] if at + 1 < len(page.keys) else ""
                if after not in self._words.street_set or not page.near(at):
                    page.claim(self._with_article(page, at), self._more(page, at), ORGANISATION)

    def _goes_on(self, page: Page, at: int) -> bool:
        """Say whether the name of something else goes on after a word: the Culver Haven Inn."""
        after = at + 1
        if after >= len(page.keys) or page.gap(at) != " ":
            return False
        return page.written[after][0].isupper() and page.keys[after] not in self._words.generic

    def _stands_alone(self, page: Page, at: int) -> bool:
        def proper(place: int, gap: str) -> bool:
            return gap == " " and page.written[place][0].isupper() and page.keys[place] != "i"

        if not page.written[at][0].isupper() or starts_sentence(page.text, page.starts[at]):
            return not at and page.text[page.ends[at] : page.ends[at] + 2].strip()[:1] in _HEADS
        article = at > 0 and page.keys[at - 1] in self._words.articles
        if at and not article and proper(at - 1, page.gap(at - 1)) and page.free[at - 1]:
            return False
        if page.keys[at] in self._words.common and not article:
            return False
        if at + 1 == len(page.keys):
            return True
        after = page.keys[at + 1]
        if page.gap(at) == " " and after in self._words.street_set:
            return False
        return after in self._words.generic or not proper(at + 1, page.gap(at))

    def _starts(self, page: Page) -> set[int]:
        """Give the words at which a mention may begin."""
        return {at for key in page.where.keys() & self._spelt for at in page.where[key]}

    def _reach(self, page: Page, at: int) -> int:
        """Give the last word of a mention that begins at a word, or -1."""
        last = page.match(at, self._full)
        if last >= 0:
            return self._more(page, last)
        last = self._acronym(page, at)
        if last >= 0:
            return last
        last = page.match(at, self._short)
        if last < 0:
            return -1
        more = self._more(page, last)
        if more == last and self._is_place(page, at, last):
            return -1
        return more

    def _more(self, page: Page, last: int) -> int:
        """Take in the words after a name that say what kind of organisation it is."""
        shouting = page.text.isupper()
        while last + 1 < len(page.keys) and page.free[last + 1]:
            word, gap = page.keys[last + 1], page.gap(last)
            capital = page.written[last + 1][0].isupper() and not shouting
            if gap not in {" ", "-", "  ", "'s ", "' ", "s "} or not (
                word in self._words.heads
                or (
                    capital
                    and word in self._words.institution_set
                    and word not in self._words.street_set
                )
            ):
                return last
            last += 1
        return last

    def _is_place(self, page: Page, first: int, last: int) -> bool:
        """Mill Lane of Mill Lane School may be the street: a house number or a place says so."""
        phrase = " ".join(page.keys[first : last + 1])
        after = page.keys[last + 1] if last + 1 < len(page.keys) else ""
        if after in self._words.street_set and page.gap(last) == " ":
            return True
        if page.keys[last] not in self._words.street_set:
            return False
        numbered = first > 0 and page.keys[first - 1][0].isdigit()
        return numbered or any(phrase in place for place in self._places)

    def _acronym(self, page: Page, at: int) -> int:
        if page.keys[at] in self._acronyms:
            return at
        last, letters = at, page.keys[at]
        while (
            len(letters) <= self._longest
            and len(page.keys[last]) == 1
            and last + 1 < len(page.keys)
            and page.gap(last) in {".", ". ", "&", " & "}
            and len(page.keys[last + 1]) == 1
        ):
            last += 1
            letters += page.keys[last]
        return last if letters in self._acronyms and last > at else -1
