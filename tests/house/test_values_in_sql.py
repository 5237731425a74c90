"""A value gets into SQL as a parameter or through `literal`: pasted between quotes, any text of a bill is SQL."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.conftest import ROOT, python_files

#: The macros that everything else goes through.
THE_WAY = ROOT / "dbt_project" / "macros" / "literal.sql"
#: What SQL has and a sentence has not.
_SQL = re.compile(
    r"\b(?:select|insert into|create (?:or replace )?(?:temp )?(?:table|view|macro|schema)|attach|copy|delete from"
    r"|drop (?:table|view)|update \w+ set|set \w+ =|case when)\b"
    r"|\b(?:cast|try_cast|coalesce|if|in|read_\w+|regexp_\w+) ?\("
    r"|\b(?:date|timestamp|interval|like|from|then) '|::|\|\||\w\)? (?:=|!=|<|>|<=|>=) '",
    re.IGNORECASE,
)
_CALLS = {"execute", "executemany", "sql", "query", "from_query"}
_OPEN, _CLOSE = "\ue000", "\ue001"  # stand for a value that is pasted in


# ---------------------------------------------------------------- Python


def pasted_in_python(tree: ast.AST) -> Iterator[int]:
    """Lines with text that is SQL, or is given to a database, and has a value between single quotes."""
    given = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _CALLS
        for argument in call.args
    }
    for node in ast.walk(tree):
        text = _template(node)
        if text is not None and _is_quoted(text) and (id(node) in given or _SQL.search(text)):
            yield node.lineno  # type: ignore[attr-defined]
        if _joins_quotes(node):
            yield node.lineno  # type: ignore[attr-defined]


def _template(node: ast.AST) -> str | None:
    """The text of an f-string, of a `+`, of a `%` or of `.format`, with marks where values go."""
    match node:
        case ast.JoinedStr(values=parts):
            return "".join(str(p.value) if isinstance(p, ast.Constant) else _OPEN + _CLOSE for p in parts)
        case ast.BinOp(op=ast.Add()):
            return "".join(_template(p) or _OPEN + _CLOSE for p in (node.left, node.right))
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()):
            return re.sub(r"%(?:\(\w+\))?s", _OPEN + _CLOSE, text)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return re.sub(r"\{\w*\}", _OPEN + _CLOSE, text)
        case ast.Constant(value=str(text)):
            return text
    return None


def _is_quoted(text: str) -> bool:
    """Whether a value stands where a quote has been opened. A quote in a comment of the SQL opens nothing."""
    text = re.sub(r"--.*", "", text)
    return any(text[: found.start()].count("'") % 2 for found in re.finditer(_OPEN, text))


def _joins_quotes(node: ast.AST) -> bool:
    """`"', '".join(values)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="join")):
            return re.fullmatch(r"\s*'\s*(,|\|\|)\s*'\s*", text) is not None
    return False


PYTHON = [path for room in ("orchestration", "expectations", "seeds", "tests") for path in python_files(room)]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_value_is_pasted_into_sql_in_python(path: Path) -> None:
    assert list(pasted_in_python(ast.parse(path.read_text()))) == [], f"use orchestration.sql.literal in {path}"


@pytest.mark.parametrize(
    "code",
    [
        "connection.execute(f\"from t where a = '{name}'\")",
        "connection.execute(f\"{verb} '{name}'\")",
        "sql = f\"select * from read_parquet('{folder}/*.parquet')\"",
        "sql = f\"copy t to '{path}' (format parquet)\"",
        "sql = f\"date '{day}' + 1\"",
        'sql = "attach \'" + path + "\' as other"',
        "sql = \"select * from t where a = '%s'\" % name",
        "sql = \"select * from t where a = '{}'\".format(name)",
        'sql = "select * from t where a in (\'" + "\', \'".join(names) + "\')"',
        "names = \"', '\".join(names)",
        "sql = f\"x = 'it''s {name}'\"",
    ],
)
def test_a_planted_value_is_caught_in_python(code: str) -> None:
    assert list(pasted_in_python(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "connection.execute(f\"select 'a', {literal(name)}, 'b'\")",
        "connection.execute(f\"from t where a = ? -- who's '{name}'\")",
        "message = f\"the folder '{partition}' is no partition\"",
        "names = ', '.join(names)",
    ],
)
def test_what_is_no_paste_is_let_be_in_python(code: str) -> None:
    assert not list(pasted_in_python(ast.parse(code)))


# ---------------------------------------------------------------- dbt


def pasted_in_dbt(text: str, is_yaml: bool = False) -> list[str]:
    """Jinja that puts a value between quotes of SQL, in the text itself or as a string of Jinja."""
    if is_yaml:  # a text of its own each line; in prose between them an apostrophe opens nothing
        return [block for line in text.splitlines() for block in pasted_in_dbt(line)]
    text = re.sub(r"\{#.*?#\}|^\s*# .*$", "", text, flags=re.DOTALL | re.MULTILINE)
    found = []
    blocks = list(re.finditer(r"\{\{.*?\}\}|\{%.*?%\}", text, flags=re.DOTALL))
    outside, end = "", 0
    for block in blocks:
        outside += re.sub(r"(?<!\S)--.*", "", text[end : block.start()])
        end = block.end()
        if block.group().startswith("{{") and outside.count("'") % 2:
            found.append(block.group())
        if re.search(r"""'"\s*~|~\s*"'|\bjoin\(\s*"[^"]*'|%\s*"[^"]*'|'[^']*%s[^']*'"\s*(\||\.)""", block.group()):
            found.append(block.group())
        if re.search(r"""replace\(\s*("'"|'\\'')""", block.group()):  # quotes are doubled in one place
            found.append(block.group())
    return found


DBT = [
    path
    for pattern in ("*.sql", "*.yml")
    for path in sorted((ROOT / "dbt_project").rglob(pattern))
    if "target" not in path.parts and path != THE_WAY
]


@pytest.mark.parametrize("path", DBT, ids=lambda path: path.name)
def test_no_value_is_pasted_into_sql_in_dbt(path: Path) -> None:
    assert pasted_in_dbt(path.read_text(), path.suffix == ".yml") == [], (
        f"use the macros literal and literals in {path}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "select * from t where a = '{{ name }}'",
        "select * from read_text('{{ env_var(\"ASSAY_HOME\") }}/salt')",
        "select * from t where a in ('{{ names | join(\"', '\") }}')",
        '{%- set sql = "select * from t where a = \'" ~ name ~ "\'" -%}',
        "select 'x' || '{% if a %}{{ name }}{% endif %}'",
        "'{{ name | replace(\"'\", \"''\") }}'",
        "external_location: \"read_parquet('{{ env_var('ASSAY_HOME') }}/raw/{name}/rows.parquet')\"",
    ],
)
def test_a_planted_value_is_caught_in_dbt(text: str) -> None:
    assert pasted_in_dbt(text)


@pytest.mark.parametrize(
    "text",
    [
        "select 'a' as a, {{ literal(name) }} as b, 'c' as c",
        "{# that isn't SQL: '{{ name }}' #} select 1",
        "select 1 -- nobody's {{ name }}\n, {{ literals(names) }}",
        "{{ ratio('sum(a)', 'sum(b)') }}",
    ],
)
def test_what_is_no_paste_is_let_be_in_dbt(text: str) -> None:
    assert not pasted_in_dbt(text)
