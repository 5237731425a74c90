"""What names a person in a text, and what takes its place: token by token, whatever the text is.

An identifier counts where it stands by itself: `ann` is in `@ann`, `users/ann` and `"ann"`, and not in `joanna`,
`ann-lee` or `ann@other.example`. JSON and addresses of pages write some letters as escapes (`\\n` before a name,
`\\u003c` or `%40` within one), so both sides of a token and each of its signs are looked for in these spellings too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from orchestration.sources import LARGEST

#: No address there ever gets mail (RFC 2606).
NOWHERE = "@forgotten.invalid"
PREFIX = "forgotten-"

#: What may stand before a token beside what is no letter: an escape, or a code of a sign.
_ESCAPED = r"(?<=\\[nrtbf])|(?<=\\u00[0-3][0-9a-f])|(?<=%[23][0-9a-f])"
_LEFT = rf"(?:(?<!\w)(?<!\w[.@+-])(?<!%40)|{_ESCAPED})"
_NO_LETTER = r"\\u0[1-9a-f]|\\u00[c-f]"
#: A dot goes on with another id, or ends with a file's name.
_NO_DOT = r"(?!\.(?!(?:csv|jsonl?|parquet|gz|txt|tmp|git|github)\b)\w)"
_RIGHT = rf"(?![\w@]|%40|{_NO_LETTER})(?!-\w|\+\w){_NO_DOT}"
#: Of what is in nobody else's id: `export-ann-dev_2026.csv` names `ann-dev`.
_LEFT_ALONE = rf"(?:(?<![^\W_])|{_ESCAPED})"
_RIGHT_ALONE = rf"(?![^\W_]|{_NO_LETTER})"
_HASH = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-f])")
#: Somebody's name before their address, as trailers have it, once the address is gone.
_NAME_BEFORE = re.compile(
    r"(?:[^\s<>\"\\:,;|]+ ){0,3}[^\s<>\"\\:,;|]+"
    r"(\s?(?:<|\\u003c|&lt;)(forgotten-[0-9a-f]{16}[\w+.-]*)@forgotten\.invalid)"
)
#: The last words of a field that says who somebody is. One that also says other things (`name`, `id`) only does beside
#: a word for a person.
_WHO = (
    "user|person|people|manager|subject|actor|assignee|author|owner|principal|account|member|employee|customer|enduser"
    "|external|credential|api"
)
_FIELD = re.compile(
    rf"(?:^|[a-z ._-])(?:(?:{_WHO})[ ._-]?(?:ids?|key|key_?id|key_?name|name|login|uuid|handle|account|account_?id"
    r"|principal_?name)|user|login|e?mails?|(?:e?mail|proxy)_?address(?:es)?"
    r"|(?:display|first|last|saml|full)_?name|name_?id|sur_?name|given_?name|handle|upn|[a-z]+ed_?by)$",
    re.IGNORECASE,
)
#: Of an object about a user, what else there leads to them.
_USER_OBJECT = re.compile(r'\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}')
_BESIDE_LOGIN = re.compile(r'("(?:node_id|avatar_url|gravatar_id|name|picture)"\s*:\s*)"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Identifier:
    """One thing that names the person, in small letters, and what stands for it from now on.

    `is_word`: it also means something else (a number, a team's name), and counts only as a value of a field that names
    people.
    `is_alone`: no known id of somebody else holds it, so it may be a part of a longer word.
    """

    value: str
    tombstone: str
    is_word: bool = False
    is_alone: bool = False


def names_people(name: str) -> bool:
    """Whether a field's or column's name says that it holds who somebody is."""
    return _FIELD.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)) is not None


@dataclass(frozen=True)
class Words:
    """All that names one or several people.

    Args:
        hashes: what stands for them without a name, 32 or 64 hex digits each, with what stands for it from now on.
        sought: what is also looked for in bytes that are no text, where nothing separates values: so it is long, and
            nobody else's id holds it.
    """

    identifiers: tuple[Identifier, ...]
    hashes: Mapping[str, str] = field(default_factory=dict)
    sought: tuple[str, ...] = ()

    @property
    def has_words(self) -> bool:
        return bool(self._by_word)

    def replaced(self, text: str) -> str:
        """The text with nothing in it that names them."""
        if self.may_hold(text):
            text = "".join(self._without(piece) if self._is_near(piece) else piece for piece in _pieces(text))
        return _HASH.sub(lambda found: self.hashes.get(found[0], found[0]), text) if self.hashes else text

    def _without(self, text: str) -> str:
        if self._tokens is not None and self._hidden is not None:
            text = self._hidden.sub(self._tombstone, text) if "noreply" in text.lower() else text
            text = self._tokens.sub(self._tombstone, text)
            text = _NAME_BEFORE.sub(r"\2\1", text)
            if '"login"' in text:
                text = _USER_OBJECT.sub(self._without_traces, text)
        if self._words is not None and self._is_near_word(text.lower()):
            text = self._words.sub(self._in_field, text)
        return text

    def value(self, name: str, value: str) -> str:
        """A whole value of a field of that name, with nothing that names them."""
        if names_people(name) and (word := self._by_word.get(value.strip().lower())):
            return word
        return self.replaced(value)

    def count(self, text: str) -> int:
        """How often the text names them."""
        found = sum(match[0] in self.hashes for match in _HASH.finditer(text)) if self.hashes else 0
        for piece in _pieces(text) if self.may_hold(text) else ():
            if self._is_near(piece):
                patterns = (self._tokens, self._hidden if "noreply" in piece.lower() else None)
                found += sum(1 for pattern in patterns if pattern for _ in pattern.finditer(piece))
                if self._words is not None and self._is_near_word(piece.lower()):
                    found += sum(self._in_field(match) != match[0] for match in self._words.finditer(piece))
        return found

    def count_value(self, name: str, value: str) -> int:
        """How often a whole value of a field of that name names them."""
        is_word = names_people(name) and value.strip().lower() in self._by_word
        return int(is_word) or self.count(value)

    def but_of(self, text: str) -> Words:
        """The same without the identifiers that a text holds."""
        others = tuple(one for one in self.identifiers if not Words((one,)).count(text))
        values = {one.value for one in others}
        return Words(others, self.hashes, tuple(value for value in self.sought if value in values))

    def may_hold(self, text: str) -> bool:
        """Whether it is worth looking: every run of plain letters of some identifier is there."""
        lowered = text.lower()
        return any(all(part in lowered for part in parts) for parts in (*self._parts, *self._word_parts))

    def _is_near(self, piece: str) -> bool:
        lowered = piece.lower()
        return any(all(part in lowered for part in parts) for parts in self._parts) or self._is_near_word(lowered)

    def _is_near_word(self, lowered: str) -> bool:
        return self._near_word is not None and self._near_word.search(lowered) is not None

    def of(self, value: str) -> str | None:
        """What stands for a value, whatever field it is in."""
        return self._by_value.get(value.strip().lower())

    @cached_property
    def _by_value(self) -> dict[str, str]:
        return {one.value: one.tombstone for one in self.identifiers}

    @cached_property
    def _by_word(self) -> dict[str, str]:
        return {one.value: one.tombstone for one in self.identifiers if one.is_word}

    @cached_property
    def _parts(self) -> list[list[str]]:
        return [re.findall(r"[a-z0-9]+", one.value) for one in self.identifiers if not one.is_word]

    @cached_property
    def _word_parts(self) -> list[list[str]]:
        return [re.findall(r"[a-z0-9]+", one.value) for one in self.identifiers if one.is_word]

    @cached_property
    def _near_word(self) -> re.Pattern[str] | None:
        """A word between the signs that stand around a value: twenty times faster than what looks at the field too."""
        words = "|".join(_spelled(value) for value in self._by_word)
        return re.compile(rf'[":\s](?:{words})[\s\\",}}\]]') if words else None

    @cached_property
    def _ordered(self) -> Sequence[Identifier]:
        """The longest first: an address before the login that it begins with."""
        return sorted((one for one in self.identifiers if not one.is_word), key=lambda one: -len(one.value))

    @cached_property
    def _tokens(self) -> re.Pattern[str] | None:
        patterns = [f"({_token(one)})" for one in self._ordered]
        firsts = "".join({one.value[0] for one in self._ordered})
        # most letters of a text begin none of them, and are not looked at any further
        first = f"(?=[{firsts}])" if re.fullmatch(r"[a-z0-9_]+", firsts) else ""
        return re.compile(f"{first}(?:{'|'.join(patterns)})", re.IGNORECASE) if patterns else None

    @cached_property
    def _hidden(self) -> re.Pattern[str] | None:
        """A login as the address under which its code host hides the real one."""
        before, after = rf"{_LEFT}(?:\d+(?:\+|%2b|\\u002b))?", rf"{_spelled('@')}users\.noreply\.[\w.-]+\w"
        patterns = [f"({before}{_spelled(one.value)}{after})" for one in self._ordered]
        return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """A word as the value of a field, as JSON has it; as an attribute of a trace; as a tag `name:value`."""
        words = "|".join(_spelled(value) for value in sorted(self._by_word, key=len, reverse=True))
        if not words:
            return None
        quote, name = r'\\*"', r"[\w .-]+"
        forms = (
            rf"({quote}({name}){quote}\s*:\s*{quote})({words})(?={quote})",
            rf"({quote}({name}){quote}\s*:\s*)({words})(?=\s*[,}}\]])",
            rf"({quote}key{quote}\s*:\s*{quote}({name}){quote}\s*,\s*{quote}value{quote}\s*:\s*\{{[^{{}}:]*:\s*{quote})"
            rf"({words})(?={quote})",
            rf"({quote}({name}):)({words})(?={quote})",
        )
        return re.compile("|".join(forms), re.IGNORECASE)

    def _tombstone(self, found: re.Match[str]) -> str:
        one = self._ordered[(found.lastindex or 1) - 1]
        if "@" not in one.value:
            return one.tombstone + (NOWHERE if "@" in found[0] else "")
        local, _, domain = one.tombstone.partition("@")
        tag = re.search(r"(?:\+|%2b|\\u002b)([\w.-]+?)(?=@|%40|\\u0040)", found[0], re.IGNORECASE)
        is_tagged = tag is not None and "+" not in one.value
        return f"{local}+{tag[1]}@{domain}" if is_tagged and tag else one.tombstone

    def _without_traces(self, found: re.Match[str]) -> str:
        """An object of a forgotten user: a number stays one, which is the same wherever the login is."""
        told = found[0]
        login = re.search(r'"login"\s*:\s*"(forgotten-[0-9a-f]{16}[\w-]*)"', told)
        if login is None:
            return told
        told = _BESIDE_LOGIN.sub(r'\1""', told)
        number = number_of(login[1])
        return re.sub(r'("id"\s*:\s*)(\d+)', lambda id_: id_[1] + self._by_word.get(id_[2], number), told)

    def _in_field(self, found: re.Match[str]) -> str:
        before, name, word = next(
            tuple(found.group(first, first + 1, first + 2)) for first in (1, 4, 7, 10) if found[first] is not None
        )
        return before + self._by_word[word.lower()] if names_people(name) else found[0]


def _pieces(text: str) -> list[str]:
    """A text in lines, or an object or so of JSON each, which is how far a pattern looks: most name nobody, and to ask
    each that is far faster than to look through all. Lines of an object that is written over several stay together."""
    if "\0" in text:
        return [text]
    text = text.replace("},", "},\0").replace("\n", "\n\0")
    for goes_on in " \t}]":
        text = text.replace(f"\n\0{goes_on}", f"\n{goes_on}")
    return text.split("\0")


def number_of(tombstone: str) -> str:
    """The number that stands for a forgotten one, where a vendor has a number: the same for the same tombstone,
    and no larger than a row may hold."""
    base, _, nth = tombstone.removeprefix(PREFIX).partition("-")
    return str(LARGEST - 10**11 + (int(base[:9], 16) * 100 + int(nth or 0)) % 10**11)


def _token(one: Identifier) -> str:
    left = _LEFT_ALONE if one.is_alone else _LEFT
    local, at, domain = one.value.rpartition("@")
    if not at:
        return f"{left}{_spelled(one.value)}{_RIGHT_ALONE if one.is_alone else _RIGHT}"
    tag = "" if "+" in local else r"(?:(?:\+|%2b|\\u002b)[\w.-]+?)?"
    return rf"{left}{_spelled(local)}{tag}{_spelled('@')}{_spelled(domain)}(?!\w|-\w){_NO_DOT}"


def _spelled(value: str) -> str:
    """A pattern for a value in all the ways in which JSON, pages and Unicode write it."""
    forms = dict.fromkeys(unicodedata.normalize(form, value) for form in ("NFC", "NFD"))
    return "(?:" + "|".join("".join(map(_sign, form)) for form in forms) + ")"


def _sign(letter: str) -> str:
    if letter == "_" or (letter.isalnum() and letter.isascii()):
        return letter
    if letter == " ":
        return r"(?:\s+|\+|%20|\\u0020)"
    units = letter.encode("utf-16-be")
    escapes = "".join(rf"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
    return f"(?:{re.escape(letter)}|{escapes}|{re.escape(quote(letter, safe=''))})"


def tombstones(values: Iterable[str], base: str) -> dict[str, str]:
    """What stands for each value, first come first: of its form, and different for each, so that rows stay apart."""
    found: dict[str, str] = {}
    for value in values:
        if value not in found:
            one = f"{PREFIX}{base}" + (f"-{len(found)}" if found else "")
            found[value] = number_of(one) if value.isdigit() else one + NOWHERE if "@" in value else one
    return found
