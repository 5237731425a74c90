"""What people are called in each name space, as SQL over an index. All names are plainly invented."""

from __future__ import annotations

from orchestration.sql import literal


def person_id(index: str, people: int) -> str:
    """The directory's id of a person, or of a service account."""
    return (
        f"case when {index} < {people} then 'sim-p' || lpad(({index} + 1)::varchar, 4, '0')"
        f" else 'sim-svc-' || lpad(({index} - {people} + 1)::varchar, 2, '0') end"
    )


def email(index: str) -> str:
    return f"'simulated.person.' || lpad(({index} + 1)::varchar, 4, '0') || '@simulated.example'"


def login(index: str) -> str:
    return f"'simulated-person-' || lpad(({index} + 1)::varchar, 4, '0')"


def api_key(index: str) -> str:
    """The hash under which the gateway knows a key."""
    return f"sha256('simulated key ' || {index})"


def kiro_user(index: str) -> str:
    groups = "(.{8})(.{4})(.{4})(.{4})(.{12})"
    return f"regexp_replace(md5('simulated kiro user ' || {index}), {literal(groups)}, '\\1-\\2-\\3-\\4-\\5')"


def github_user_id(index: str) -> str:
    return f"(900000001 + {index})"


def name_of(index: int, people: int) -> str:
    """`person_id`, in Python."""
    return f"sim-p{index + 1:04d}" if index < people else f"sim-svc-{index - people + 1:02d}"
