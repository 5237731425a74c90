"""What is kept of people's words: trailers and references to what is taken back, which rules of the warehouse read."""

from __future__ import annotations

import re

_REVERTING_SUBJECT = re.compile(r"(?:reverts?|reverted|back out|roll ?back|reapply|reland)\b.*", re.IGNORECASE)
#: What stands in code blocks and comments is quoted: manuals, templates.
_QUOTED = re.compile(r"```.*?(?:```|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_OWN_COMMITS = re.compile(r"^\* ", re.MULTILINE)  # how a squashed pull begins to list its own commits
_TAKES_BACK = (
    r"(?:reverts?|reverted|reverting|roll(?:s|ed|ing)?[ -]?back|back(?:s|ed|ing)?[ -]?out|undo(?:es|ing)?"
    r"|unland(?:s|ed|ing)?|re-?land(?:s|ed|ing)?|re-?appl(?:y|ies|ied|ying)|un-?revert(?:s|ed|ing)?)"
)
_NOUN = r"(?:(?:commit|change|changeset|pr|pull[ -]request|mr|merge[ -]request|diff)s?[ \t]*:?[ \t]*)?"
_TARGET = (
    r"[`<\[\"*_]{0,3}(?:https?://[^\s)>\]]{1,200}/(?:pulls?|merge_requests|commits?)/[0-9a-f]+"
    r"|(?:[\w.-]{1,100}(?:/[\w.-]{1,100}){1,9})?[#!]\d+|gh-\d+|(?:[\w.-]{1,100}/[\w.-]{1,100}@)?\b[0-9a-f]{7,40}\b)"
    r"[`>\]\"*_]{0,3}"
)
_NEXT = r"(?:[ \t]*(?:,[ \t]*and\b|[,;&+]|\band\b)[ \t]*|[ \t]+|\r?\n[ \t]*[-*+][ \t]+)"
#: Each from the beginning of its line: further on it is prose, and what lands of it could not be told from a statement.
_EVIDENCE = re.compile(
    r"^[ \t>*-]{0,9}(?:co-authored-by|made-with|signed-off-by|(?:ai-)?(?:generated|assisted|co-developed|written)-"
    r"(?:by|with)|agent-logs-url|claude-session)[ \t]*:.{1,200}"
    r"|^[^\w\n]{0,9}generated (?:with|by) \[?\w[\w .-]{0,40}\]?(?:\(https?://[^\s)]{1,150}\))?"
    r"|(?P<reference>^original commit changeset:[ \t]*[0-9a-f]{7,40}"
    r"|^ ?(?:[-+][ \t]+)?[*_]{0,2}(?:(?:this|the)[ \t]+)?"
    r"(?:(?:pr|pull request|mr|merge request|commit|change|patch|cl)[ \t]+)?(?:is[ \t]+an?[ \t]+)?"
    rf"{_TAKES_BACK}(?:[ \t]+of)?[ \t]*:?[ \t]*(?:the[ \t]+)?"
    r"(?:(?:changes?|work)[ \t]+(?:made |introduced )?(?:from|in|of|by)[ \t]+)?(?:the[ \t]+)?"
    rf"{_NOUN}(?:\r?\n[ \t]*[-*+][ \t]+)?{_TARGET}(?:{_NEXT}{_NOUN}{_TARGET}){{0,50}})",
    re.IGNORECASE | re.MULTILINE,
)


def evidence(text: str) -> str:
    """What is kept of a pull's body or a commit's text: trailers, generator marks, references of reverts."""
    written = _QUOTED.sub("", text)
    listing = _OWN_COMMITS.search(written)
    end = len(written) if listing is None else listing.start()
    found = (match for match in _EVIDENCE.finditer(written) if match["reference"] is None or match.start() < end)
    return "\n".join(match.group().strip() for match in found)


def commit_evidence(message: str) -> str:
    """The same of a commit message, whose subject stays where it reverts."""
    subject, _, rest = message.partition("\n")
    kept = subject if _REVERTING_SUBJECT.fullmatch(subject.strip()) else evidence(subject)
    return "\n".join(part for part in (kept, evidence(rest)) if part)
