"""A key that a server gives back, in whatever dress, is taken out of an answer before anything else sees it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

SHOWN = "[secret]"
PIECE = 12  # of a key cut up, what is still known for it; shorter ones are words, as `github_pat`


class Traces:
    """What keys look like: pieces of each, forwards and backwards, as they are and in the encodings of the web."""

    def __init__(self, *keys: str) -> None:
        self._found = tuple({trace.lower() for key in keys for trace in _traces(key)})

    def free(self, payload: Any) -> Any:
        """A JSON value without the keys: a text that holds any of it becomes `[secret]` as a whole, for the rest of a
        cut key may stand beside it."""
        return self._free(payload) if self.are_in("\n".join(_texts(payload))) else payload

    def are_in(self, text: str) -> bool:
        text = text.lower()
        return any(trace in text for trace in self._found)

    def _free(self, value: Any) -> Any:
        if isinstance(value, str):
            return SHOWN if self.are_in(value) else value
        if isinstance(value, list):
            return [self._free(item) for item in value]
        if isinstance(value, dict):
            return {self._free(name): self._free(inner) for name, inner in value.items()}
        return value


def _traces(key: str) -> Iterator[str]:
    for text in (key, key[::-1]):
        for begin in {*range(0, max(1, len(text) - PIECE + 1), PIECE), max(0, len(text) - PIECE)}:
            piece = text[begin : begin + PIECE]
            yield piece
            yield quote(piece, safe="")
            yield piece.encode().hex()
            yield "".join(f"%{ord(letter):02x}" for letter in piece)
            yield "".join(f"\\u{ord(letter):04x}" for letter in piece)
            yield "".join(f"&#{ord(letter)};" for letter in piece)
        for shift, unsure in ((0, 0), (1, 2), (2, 3)):  # where in a longer text the key begins
            coded = base64.b64encode(bytes(shift) + text.encode()).decode().rstrip("=")[unsure:-1]
            for begin in range(0, max(1, len(coded) - PIECE + 1), PIECE):
                piece = coded[begin : begin + PIECE]
                yield from (piece, piece.replace("+", "-").replace("/", "_"), quote(piece, safe=""))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _texts(inner)
