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

#: No address there ever gets mail (RFC 2606).
NOWHERE = "@forgotten.invalid"
PREFIX = "forgotten-"

#: What may stand before a token beside what is no letter: an escape, or a code of a sign.
_ESCAPED = r"(?<=\\[nrtbf])|(?<=\\u00[0-3][0-9a-f])|(?<=%[23][0-9a-f])"
_LEFT = rf"(?:(?<!\w)(?<!\w[.@+-])(?<!%40)|{_ESCAPED})"
#: Of what is so long that nobody else's id ends in it: a directory may stand before it, with a dot.
_LEFT_OF_LONG = rf"(?:(?<!\w)|{_ESCAPED})"
_RIGHT = r"(?![\w@]|%40|\\u0[1-9a-f]|\\u00[c-f])(?!-\w|\+\w)(?!\.(?!(?:csv|jsonl?|parquet|gz|git|github)\b)\w)"
_LONG = 20
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
    r"|(?:display|first|last|saml|full)_?name|name_?id|sur_?name|given_?name|handle|upn|decided_?by)$",
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
    """

    value: str
    tombstone: str
    is_word: bool = False


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
        if self._tokens is not None and self.may_hold(text):
            text = self._tokens.sub(self._tombstone, text)
            text = _NAME_BEFORE.sub(r"\2\1", text)
            if '"login"' in text:
                text = _USER_OBJECT.sub(self._without_traces, text)
        if self._words is not None:
            text = self._words.sub(self._in_field, text)
        if self.hashes:
            text = _HASH.sub(lambda found: self.hashes.get(found[0], found[0]), text)
        return text

    def value(self, name: str, value: str) -> str:
        """A whole value of a field of that name, with nothing that names them."""
        if names_people(name) and (word := self._by_word.get(value.strip().lower())):
            return word
        return self.replaced(value)

    def count(self, text: str) -> int:
        """How often the text names them."""
        found = 0
        if self._tokens is not None and self.may_hold(text):
            found += sum(1 for _ in self._tokens.finditer(text))
        if self._words is not None:
            found += sum(1 for match in self._words.finditer(text) if self._in_field(match) != match[0])
        if self.hashes:
            found += sum(match[0] in self.hashes for match in _HASH.finditer(text))
        return found

    def count_value(self, name: str, value: str) -> int:
        """How often a whole value of a field of that name names them."""
        is_word = names_people(name) and value.strip().lower() in self._by_word
        return int(is_word) or self.count(value)

    def may_hold(self, text: str) -> bool:
        """Whether it is worth looking: every run of plain letters of some identifier is there."""
        lowered = text.lower()
        return any(all(part in lowered for part in parts) for parts in self._parts)

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
        plain = (re.findall(r"[a-z0-9]+", one.value) for one in self.identifiers if not one.is_word)
        return list(plain)

    @cached_property
    def _ordered(self) -> Sequence[Identifier]:
        """The longest first: an address before the login that it begins with."""
        return sorted((one for one in self.identifiers if not one.is_word), key=lambda one: -len(one.value))

    @cached_property
    def _tokens(self) -> re.Pattern[str] | None:
        patterns = [f"({_token(one.value)})" for one in self._ordered]
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


def number_of(tombstone: str) -> str:
    """The number that stands for a forgotten one, where a vendor has a number: the same for the same tombstone."""
    base, _, nth = tombstone.removeprefix(PREFIX).partition("-")
    return str(9 * 10**14 + (int(base[:11], 16) * 100 + int(nth or 0) % 100) % 10**14)


def _token(value: str) -> str:
    left = _LEFT_OF_LONG if len(value) >= _LONG and "@" not in value else _LEFT
    local, at, domain = value.rpartition("@")
    if not at:
        # a login is also the address under which its code host hides the real one
        hidden = rf"(?:\d+(?:\+|%2b|\\u002b))?{_spelled(value)}{_spelled('@')}users\.noreply\.[\w.-]+\w"
        return rf"{_LEFT}{hidden}|{left}{_spelled(value)}{_RIGHT}"
    tag = "" if "+" in local else r"(?:(?:\+|%2b|\\u002b)[\w.-]+?)?"
    return rf"{left}{_spelled(local)}{tag}{_spelled('@')}{_spelled(domain)}(?!\w|-\w|\.\w)"


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
