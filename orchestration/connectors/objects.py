"""Object storage: what lies in a bucket, and the bytes of it, in whichever cloud. Knows no vendor.

Credentials are between the cloud and obstore, which finds them where the cloud's own tools do: the environment, the
role of the machine or of the workload. They pass through no code of ours. What a store answers is looked through for
words that we know and never told: an error names keys, and a signed link is one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from orchestration.connectors.contract import FetchError
from orchestration.connectors.http import TryAgainError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

SCHEMES = ("s3", "gs", "az", "file")
PAGE = 1000  # of a listing, as S3 cuts it
CHUNK = 1 << 20  # of an object, held at a time
_RETRIES = {"max_retries": 5, "retry_timeout": timedelta(minutes=3)}
#: No end to a long download, but to a silence. Plain http is for a store of one's own, whose address is a setting.
_CLIENT = {"connect_timeout": "10s", "read_timeout": "60s", "timeout": "6h", "allow_http": True}

_KEYS = "check the keys or the role that the cloud's own variables name"
#: What stands in an error, what that means, the remedy, and whether no object can be read then. The first counts: a
#: machine without a role answers 403 too.
_MEANINGS = (
    (
        ("NoSuchBucket", "ContainerNotFound", "bucket does not exist", "canonicalize filesystem root"),
        "there is no such bucket",
        "correct {variable}",
        False,
    ),
    (
        ("169.254.", "metadata.google", "Account must be specified", "MissingAuthenticationToken"),
        "no credentials are found",
        "give the machine a role, or set the cloud's own variables (AWS_…, GOOGLE_…, AZURE_STORAGE_…)",
        True,
    ),
    (("ExpiredToken", "TokenRefreshRequired", "RequestExpired"), "the credentials have expired", "renew them", True),
    (
        ("incorrectly configured region", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocation"),
        "the bucket lies in another region",
        "set AWS_REGION to the bucket's",
        False,
    ),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "AuthenticationFailed", "401 Unauthorized"),
        "the cloud does not know the credentials",
        _KEYS,
        True,
    ),
    (("403 Forbidden",), "access is denied", "allow listing the bucket and reading its objects", False),
    (("404 Not Found",), "it is there no more", "run it again", False),
)


@dataclass(frozen=True)
class Object:
    """What a listing says of an object. `tag` changes with the bytes, where the store has one."""

    key: str
    size: int
    modified: datetime
    tag: str

    def is_same_as(self, other: Object) -> bool:
        """Whether the bytes are; without a tag, whether nobody wrote them since."""
        if self.tag and other.tag:
            return (self.size, self.tag) == (other.size, other.tag)
        return (self.size, self.modified) == (other.size, other.modified)


class Bucket:
    """What lies under one URL: `s3://bucket/prefix`, `gs://…`, `az://container/…`, `file:///folder`.

    Args:
        variable: the setting that holds the URL, for errors.

    Raises:
        FetchError: it is no such URL, or holds a key.
    """

    def __init__(self, source: str, url: str, variable: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "file"):
            forms = ", ".join(f"{scheme}://…" for scheme in SCHEMES)
            raise FetchError(source, f"{variable} is no address of a bucket", f"write it as one of {forms}")
        if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
            what = f"{variable} holds more than a bucket and a prefix"
            raise FetchError(source, what, "take keys out of it; they belong into the cloud's own variables")
        self.source, self.variable, self.requests = source, variable, 0
        if parts.scheme == "file":  # the store begins at the folder, and its keys are relative to that
            self.name, root, self._prefix = url, url, ""
        else:
            self.name = root = f"{parts.scheme}://{parts.netloc}"
            self._prefix = parts.path.strip("/")
        with self._told(url):
            self._store = _open(root)

    def objects(self) -> Iterator[Object]:
        """Everything under the prefix, by pages: what is asked of a bucket does not grow with what is new in it."""
        import obstore

        self.requests += 1  # an empty bucket is asked too
        with self._told("/".join(filter(None, (self.name, self._prefix)))):
            for number, page in enumerate(obstore.list(self._store, self._prefix or None, chunk_size=PAGE)):
                self.requests += number > 0
                for found in page:
                    yield _object(found)

    def read(self, key: str) -> tuple[Object, Iterator[bytes]]:
        """An object as it is now, and its bytes."""
        import obstore

        self.requests += 1
        with self._told(f"{self.name}/{key}"):
            result = obstore.get(self._store, key)
        return _object(result.meta), self._chunks(key, result)

    def _chunks(self, key: str, result: Any) -> Iterator[bytes]:
        with self._told(f"{self.name}/{key}"):
            for chunk in result.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    @contextmanager
    def opened(self, listed: Object) -> Iterator[BinaryIO]:
        """An object to jump about in, of which only what is asked for is brought.

        Raises:
            FetchError: also where it was replaced meanwhile, and what was read may be of both.
        """
        import obstore

        self.requests += 2
        told = partial(self._told, f"{self.name}/{listed.key}")
        with told():
            reader = obstore.open_reader(self._store, listed.key, size=listed.size)
        yield io.BufferedReader(_Reader(reader, told), CHUNK)
        with told():
            now = _object(obstore.head(self._store, listed.key))
        if not now.is_same_as(listed):
            raise TryAgainError(self.source, f"{self.name}/{listed.key} was replaced meanwhile", "run it again")

    @contextmanager
    def _told(self, place: str) -> Iterator[None]:
        """An error of the store in our words."""
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError, PermissionError) as error:
            said = str(error).partition("Debug source")[0]
        else:
            return
        for words, what, remedy, is_final in _MEANINGS:
            if any(word in said for word in words):
                status = 401 if is_final else None
                raise FetchError(
                    self.source, f"{place}: {what}", remedy.format(variable=self.variable), status=status
                ) from None
        what, remedy = f"{place} gave no answer that can be used", "check the network, then run it again"
        raise TryAgainError(self.source, what, remedy) from None


class _Reader(io.RawIOBase):
    """obstore's reader as Python's own kind of file."""

    def __init__(self, reader: Any, told: Callable[[], AbstractContextManager[None]]) -> None:
        self._reader, self._told = reader, told

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self._reader.tell())

    def readinto(self, buffer: Any) -> int:
        with self._told():
            found = memoryview(self._reader.read(len(buffer)))
        buffer[: len(found)] = found
        return len(found)


def _open(root: str) -> ObjectStore:
    from obstore.store import from_url

    if root.startswith("file:"):
        return from_url(root)
    return from_url(root, client_options=_CLIENT, retry_config=_RETRIES)  # type: ignore[call-overload]


def _object(found: Any) -> Object:
    # Azure puts quotes around the tag of an object, and none in its listing
    return Object(found["path"], found["size"], found["last_modified"], (found["e_tag"] or "").strip('"'))
