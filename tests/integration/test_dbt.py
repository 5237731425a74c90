"""dbt's own unit tests, and that its generic tests catch what they are there for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import jinja2

from orchestration.settings import DBT_PROJECT_DIR, load_settings
from orchestration.warehouse import building
from tests.integration.conftest import Home

#: What dbt puts around a generic test, and a model limited to nothing.
DBT = """
{%- macro is_untested(model, piece) -%}true{%- endmacro -%}
"""
ROWS = "(select * from (values (1, 'x', 2.0), (1, 'x', 3.0), (2, null, 4.0), (3, 'z', null)) as t (a, b, c))"


def test_the_unit_tests_beside_the_models_pass(built: Home) -> None:
    settings = load_settings().with_home(built.path)
    command = [str(Path(sys.executable).with_name("dbt")), "test", "--select", "test_type:unit"]
    environment = built.environment(**building.environment(settings, None))
    done = subprocess.run(command, cwd=DBT_PROJECT_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    assert int(re.findall(r"PASS=(\d+)", done.stdout)[0]) >= 11


def caught(test: str, arguments: str) -> int:
    """How many rows of ROWS a generic test objects to."""
    source = (DBT_PROJECT_DIR / "data_tests" / "generic" / f"{test}.sql").read_text()
    macro = re.sub(r"{%-? *test +", "{% macro ", source).replace("endtest", "endmacro")
    template = jinja2.Environment(autoescape=False).from_string(
        DBT + macro + "{{ " + f"{test}(rows, {arguments})" + " }}"
    )
    with duckdb.connect() as connection:
        return len(connection.execute(template.render(rows=ROWS)).fetchall())


def test_a_broken_grain_is_caught_and_two_unknown_keys_are_one_key_twice() -> None:
    assert caught("grain", "columns=['a', 'b']") == 1  # (1, x) stands twice
    assert caught("grain", "columns=['a', 'c']") == 0
    assert caught("grain", "columns=['nullif(a, a)']") == 1  # NULL four times


def test_what_does_not_hold_is_caught_and_null_never_passes() -> None:
    assert caught("holds", "expression='c >= 3'") == 2  # 2.0, and the unknown one
    assert caught("holds", "expression='true'") == 0
