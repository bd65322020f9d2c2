"""Legal forms of organisations: which words of a name are its form, and stripping them.

Source: docs/sources.md S-22 (own name of an enterprise), S-23 (matching).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.vietnamese import visible

# GROUP and PROFESSIONAL are a decision of the customer; this is the default.
DEFAULT_STRIPPED: Final = frozenset(
    {"DEPENDENT", "GROUP", "COMPANY", "MEMBER", "COOP", "HOUSEHOLD", "OLD", "FOREIGN_SUFFIX"}
)
# All that may stand where the form of an enterprise stands.
_FORM: Final = frozenset({"COMPANY", "COOP", "HOUSEHOLD", "OLD", "PROFESSIONAL"})
# "CN" also means công nghiệp, công nghệ: a branch only where such a form follows.
_AMBIGUOUS: Final = (("cn",),)
_FORMS_AFTER_AMBIGUOUS: Final = frozenset({"COMPANY", "GROUP", "COOP"})
_DASHES: Final = "‐‑‒–—―−-"  # the hyphen last: a set of a pattern reads it as itself there
_PIECE: Final = re.compile(rf"[:,/|{_DASHES}]|[^\s:,/|{_DASHES}]+")
_SHORTEST_UNDOTTED: Final = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a name or a mark between words; `key` is folded, empty for a mark."""

    text: str
    key: str
    spaced: bool = False

    @property
    def dotted(self) -> bool:
        """Whether the word is written as an initialism with dots, like `S.A.`."""
        return "." in self.text.rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One spelling of a form, as folded words."""

    words: tuple[str, ...]
    kind: str
    takes_member: bool = False
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class LegalForms:
    """All spellings that are stripped, the longest first."""

    phrases: tuple[Phrase, ...]

    def longest(
        self, tokens: Sequence[Token], start: int, kinds: frozenset[str]
    ) -> tuple[Phrase, int] | None:
        """The longest phrase of these kinds at `start`, and where it ends."""
        for phrase in self.phrases:
            if phrase.kind in kinds:
                end = _end_of(phrase, tokens, start)
                if end is not None and self._allowed(phrase, tokens, end):
                    return phrase, end
        return None

    def _allowed(self, phrase: Phrase, tokens: Sequence[Token], end: int) -> bool:
        if phrase.words not in _AMBIGUOUS:
            return True
        following = _skip_marks(tokens, end)
        return self.longest(tokens, following, _FORMS_AFTER_AMBIGUOUS) is not None


def legal_forms(
    mapping: Mapping[str, Any], stripped: frozenset[str] = DEFAULT_STRIPPED
) -> LegalForms:
    """The forms of the classes named in `stripped`, from the plain catalogue.

    Args:
        mapping: holds `phrases`, each with `class`, `phrase`, `abbr`, `also`, `takes_member`.
        stripped: classes whose words are cut; the others stay in the name.
    """
    phrases = {
        phrase
        for entry in mapping["phrases"]
        if entry["class"] in stripped and entry["class"] != "KEEP"
        for phrase in _spellings(entry)
    }
    longest_first = sorted(phrases, key=lambda p: (-len(p.words), p.words, p.kind))
    return LegalForms(tuple(longest_first))


def proper_name(name: str, forms: LegalForms) -> str:
    """The organisation's own name: `name` without the words of its legal form.

    Forms are cut at the front only, foreign ones at the end only; what would leave nothing
    is put back.
    """
    tokens = _tokens(name)
    start, last = _after_prefix(tokens, forms)
    rest = tokens[start:]
    if not _speaks(rest):
        return _joined(tokens[last:start])
    kept, suffix = _without_suffix(rest, forms)
    if not _speaks(kept):
        return _joined(suffix)
    return _joined(_without_trailing_unit(kept, forms)) or _joined(kept)


def _spellings(entry: Mapping[str, Any]) -> Iterable[Phrase]:
    for text in (entry["phrase"], *entry.get("abbr", ()), *entry.get("also", ())):
        tokens = [token for token in _tokens(text) if token.key]
        words = tuple(token.key for token in tokens)
        # "S.A." must not cut the islands off "Công ty TNHH Trường Sa".
        short = len(words) == 1 and len(words[0]) < _SHORTEST_UNDOTTED
        yield Phrase(
            words=words,
            kind=entry["class"],
            takes_member=bool(entry.get("takes_member")),
            dotted=short and tokens[0].dotted,
        )


def _after_prefix(tokens: Sequence[Token], forms: LegalForms) -> tuple[int, int]:
    """Where the own name starts, and where the last phrase cut before it starts."""
    at, last = _skip_marks(tokens, 0), 0
    for kinds in (frozenset({"DEPENDENT"}), frozenset({"GROUP"}), _FORM, frozenset({"GROUP"})):
        found = forms.longest(tokens, at, kinds)
        if found is None:
            continue
        phrase, end = found
        last, at = at, _skip_marks(tokens, end)
        if phrase.takes_member and (member := forms.longest(tokens, at, frozenset({"MEMBER"}))):
            last, at = at, _skip_marks(tokens, member[1])
    return at, last


def _without_suffix(
    tokens: Sequence[Token], forms: LegalForms
) -> tuple[Sequence[Token], Sequence[Token]]:
    """The name without the longest foreign form at its end, and what was cut."""
    end = next(i for i in range(len(tokens), 0, -1) if tokens[i - 1].key)
    for start in range(end):
        if tokens[start].key:
            found = forms.longest(tokens[:end], start, frozenset({"FOREIGN_SUFFIX"}))
            if found is not None and found[1] == end:
                return tokens[:start], tokens[start:end]
    return tokens, ()


def _without_trailing_unit(tokens: Sequence[Token], forms: LegalForms) -> Sequence[Token]:
    """`ABC - Chi nhánh Nha Trang` loses only the words for the kind of unit."""
    for dash in range(len(tokens) - 1, 0, -1):
        if tokens[dash].spaced:
            found = forms.longest(tokens, dash + 1, frozenset({"DEPENDENT"}))
            if found is not None:
                return [*tokens[:dash], *tokens[found[1] :]]
    return tokens


def _end_of(phrase: Phrase, tokens: Sequence[Token], start: int) -> int | None:
    at = start
    for number, word in enumerate(phrase.words):
        if number:
            # A comma may stand inside a form ("Co., Ltd"); any other mark ends it.
            at = _skip(tokens, at, lambda token: token.text == ",")
        if at >= len(tokens) or tokens[at].key != word or phrase.dotted > tokens[at].dotted:
            return None
        at += 1
    return at


def _skip_marks(tokens: Sequence[Token], at: int) -> int:
    return _skip(tokens, at, lambda token: not token.key)


def _skip(tokens: Sequence[Token], at: int, marks: Callable[[Token], bool]) -> int:
    while at < len(tokens) and marks(tokens[at]):
        at += 1
    return at


def _tokens(name: str) -> list[Token]:
    text = visible(unicodedata.normalize("NFKC", name))
    tokens = []
    for found in _PIECE.finditer(text):
        piece = found[0]
        if piece in _DASHES:
            around = text[: found.start()][-1:] + text[found.end() :][:1]
            tokens.append(Token(piece, "", spaced=len(around) == 2 and around.isspace()))
        else:
            tokens += [Token(word, _folded(word)) for word in _words(piece)]
    return tokens


def _words(piece: str) -> Iterable[str]:
    """Parts the words of `Cty.TNHH`, but leaves `C.ty` and `T.N.H.H.` whole."""
    word = ""
    for part in re.split(r"(?<=\.)", piece):
        word += part
        initial = len(_folded(part)) < 2 and part.endswith(".")
        if not initial and word:
            yield word
            word = ""
    if word:
        yield word


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def _speaks(tokens: Iterable[Token]) -> bool:
    return any(token.key for token in tokens)


def _joined(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens if token.key)
