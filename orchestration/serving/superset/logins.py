"""The logins under which Superset reads: one an audience, a member of that audience's role and of no other."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from pydantic import SecretStr as Secret

from orchestration.serving import rights
from orchestration.serving.database import Database
from orchestration.sql import literal

#: What is of who publishes, and of nobody else.
_OWN = {"user", "password", "passfile", "sslcert", "sslkey", "sslpassword"}
_STATEMENT_PATIENCE = "60s"
_ITERATIONS = 4096  # as PostgreSQL has it


def renewed(served: Database, dsn: Secret, audience: str, of: str) -> str:
    """Give an audience's login a new password, and make it where there is none. Returns the address it reads at.

    Args:
        of: whose login it is; a server may hold the databases of several homes.
    """
    role = rights.name_of(audience)
    login = f"{role}_superset_{of}"
    if not served.ask(f"select 1 from pg_roles where rolname = {literal(login)}"):
        served.run(f"create role {login} login in role {role}")
    password = secrets.token_urlsafe(32)
    served.run(f"alter role {login} password {literal(_verifier(password))}")
    served.run(f"alter role {login} set default_transaction_read_only = on")
    served.run(f"alter role {login} set statement_timeout = {literal(_STATEMENT_PATIENCE)}")
    return _address(dsn, login, password)


def _verifier(password: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5803): a statement may stand in a server's log."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    written = [base64.b64encode(key).decode() for key in (salt, stored, hmac.digest(salted, b"Server Key", "sha256"))]
    return f"SCRAM-SHA-256${_ITERATIONS}:{written[0]}${written[1]}:{written[2]}"


def _address(dsn: Secret, login: str, password: str) -> str:
    """The database of `dsn` as SQLAlchemy writes it, which takes several hosts as an option only."""
    parts = urlsplit(dsn.get_secret_value())
    options = {name: value for name, value in parse_qsl(parts.query) if name not in _OWN}
    hosts = re.findall(r"(\[[^]]*\]|[^:,]*)(?::(\d+))?(?:,|$)", parts.netloc.rpartition("@")[2])[:-1]
    if any(host for host, _ in hosts):
        options.setdefault("host", ",".join(unquote(host).strip("[]") for host, _ in hosts))
    if any(port for _, port in hosts):
        options.setdefault("port", ",".join(port or "5432" for _, port in hosts))
    database = options.pop("dbname", None) or unquote(parts.path.lstrip("/") or parts.username or "")
    return f"postgresql+psycopg2://{login}:{password}@/{quote(database)}?{urlencode(options)}"
