"""What the README tells a newcomer to type exists."""

from __future__ import annotations

import re

from typer.main import get_command

from orchestration.sources import modules
from orchestration.terminal.cli import app
from tests.house.conftest import ROOT

README = (ROOT / "README.md").read_text()


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets
    assert {"demo", "test", "dev"} <= targets


def test_every_assay_command_exists_and_is_told_of() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    told = set(re.findall(r"assay (build|status|simulate|fetch|[a-z]+(?=`))", README))
    assert told == commands


def test_every_option_exists() -> None:
    group = get_command(app)
    known = {option for command in group.commands.values() for parameter in command.params for option in parameter.opts}  # type: ignore[attr-defined]
    assert set(re.findall(r"assay [^`\n]*?(--[a-z-]+)", README)) <= known


def test_every_connector_is_listed() -> None:
    for module in modules():
        if hasattr(module, "connector"):
            assert f"assay fetch {module.__name__.rsplit('.', 1)[-1]}" in README


def test_every_path_it_names_exists() -> None:
    for path in re.findall(r"`((?:orchestration|expectations|dbt_project|seeds|tests|\.ci)/[\w./-]*)`", README):
        assert (ROOT / path).exists(), path
