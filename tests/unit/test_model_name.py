"""One name for a model however it is written, and never one for two models; the macro rendered as dbt would."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import jinja2
import pytest

MACROS = Path(__file__).resolve().parents[2] / "dbt_project" / "macros"


def render(call: str) -> str:
    source = "".join((MACROS / f"{name}.sql").read_text() for name in ("literal", "model_name"))
    without_notes = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    return jinja2.Environment(autoescape=False).from_string(without_notes + "{{ " + call + " }}").render().strip()


#: By our name: how vendors, gateways, clouds and bills write it.
SPELLINGS = {
    "claude-sonnet-4-5": (
        "claude-sonnet-4-5",
        "claude-sonnet-4-5-20250929",
        "claude-sonnet-4-5@20250929",
        "claude-sonnet-4-5-20250929[1m]",
        "claude-sonnet-4-5-latest",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "bedrock/converse/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "vertex_ai/claude-sonnet-4-5@default",
        "openrouter/anthropic/claude-sonnet-4.5:thinking",
        "claude-4.5-sonnet",
        "claude-4.5-sonnet-thinking",
        "Claude Sonnet 4.5",
        "Anthropic Claude 4.5 Sonnet",
        "claude_sonnet_4_5",
        "claude_sonnet_4.5",
        "ClaudeSonnet4.5",
    ),
    "claude-sonnet-4": ("claude-sonnet-4-20250514", "claude-sonnet-4-0", "claude-4-sonnet"),
    "claude-opus-4-6": ("anthropic.claude-opus-4-6-v1", "us.anthropic.claude-opus-4-6-v1:0"),
    "claude-3-5-sonnet": (
        "claude-3-5-sonnet-20241022",
        "claude-3-5-sonnet-v2@20241022",
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "claude-3.5-sonnet",
        "Claude Sonnet 3.5",
    ),
    "claude-3-sonnet": ("anthropic.claude-3-sonnet-20240229-v1:0:28k",),
    "claude-2-1": ("anthropic.claude-v2:1", "claude-2.1"),
    "claude-v2": ("anthropic.claude-v2",),
    "gpt-4o": ("gpt-4o-2024-08-06", "openai/gpt-4o", "azure/eu/gpt-4o", "GPT-4o", "gpt 4o", "gpt4o", "gpt-4o-0806"),
    "gpt-4o-mini": ("gpt-4o-mini-2024-07-18", "gpt 4o mini"),
    "gpt-4.1-mini": ("gpt-4.1-mini-2025-04-14", "gpt-4-1-mini", "GPT 4.1 mini"),
    "gpt-4.1": ("gpt-4.1",),
    "gpt-4": ("gpt-4-0613",),
    "gpt-4-32k": ("gpt-4-32k-0613",),
    "gpt-4-1106-preview": ("gpt-4-1106-preview",),
    "gpt-4-turbo": ("gpt-4-turbo-2024-04-09",),
    "gpt-5": ("gpt-5-2025-08-07",),
    "gpt-5.6-sol": ("gpt_5.6_sol",),
    "gpt-oss-120b": ("openai.gpt-oss-120b-1:0", "openai/gpt-oss-120b"),
    "ft-gpt-4o-mini-acme-b": ("ft:gpt-4o-mini-2024-07-18:acme::b",),
    "o1": ("o1-2024-12-17",),
    "o1-mini": ("o1-mini-2024-09-12",),
    "llama-3.1-70b-instruct": (
        "us.meta.llama3-1-70b-instruct-v1:0",
        "meta-llama/Meta-Llama-3.1-70B-Instruct",
        "Llama 3.1 70B Instruct",
    ),
    "llama-3.1-70b": ("llama-3.1-70b",),
    "llama-3.1-8b": ("llama-3.1-8b",),
    "llama-3-8b": ("llama3:8b",),
    "gemini-2.5-pro": ("models/gemini-2.5-pro", "publishers/google/models/gemini-2.5-pro", "Gemini 2.5 Pro"),
    "gemini-2.5-pro-preview-05-06": ("gemini-2.5-pro-preview-05-06",),
    "gemini-1.5-pro-002": ("vertex_ai/gemini-1.5-pro-002",),
    "nova-pro": ("us.amazon.nova-pro-v1:0", "Amazon Nova Pro"),
    "titan-embed-text-v1.2": ("amazon.titan-embed-text-v1:2",),
    "titan-embed-text-v2": ("amazon.titan-embed-text-v2:0",),
    "deepseek-r1": ("us.deepseek.r1-v1:0", "deepseek-ai/DeepSeek-R1"),
    "deepseek-v3": ("deepseek-v3",),
    "deepseek-v3.1": ("deepseek-v3.1",),
    "command-r": ("cohere.command-r-v1:0",),
    "command-r-plus": ("command-r+", "cohere.command-r-plus-v1:0"),
    "kimi-k2-thinking": ("moonshot.kimi-k2-thinking",),
    "kimi-k2": ("kimi-k2",),
    "mistral-large-2407": ("mistral.mistral-large-2407-v1:0",),
    "model-a": ("model-a",),
    "unknown": ("", "all", "ALL", "provider/"),
}


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """Our name of every spelling, in one statement: a subquery evaluates distinct values together."""
    given = [spelling for spellings in SPELLINGS.values() for spelling in (*spellings, *spellings)]
    with duckdb.connect() as connection:
        named = render("model_name('vendor.model')")
        query = f"select vendor.model, {named} from (select {{'model': unnest(?)}} as vendor)"
        return dict(connection.execute(query, [given]).fetchall())


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_model_has_one_name_and_no_two_models_share_it(found: dict[str, str], name: str) -> None:
    assert {found[spelling] for spelling in SPELLINGS[name]} == {name}


def test_our_own_name_stays_as_it_is() -> None:
    with duckdb.connect() as connection:
        again = connection.execute(
            f"select name, {render('model_name(' + repr('name') + ')')} from (select unnest(?) as name)",
            [list(SPELLINGS)],
        ).fetchall()
    assert all(name == named for name, named in again)


def test_a_missing_name_is_unknown() -> None:
    with duckdb.connect() as connection:
        assert connection.execute(f"select {render('model_name(' + repr('null') + ')')}").fetchall() == [("unknown",)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("gpt-5.4, input", "gpt-5.4"),
        ("gpt-5.4, cached input tokens", "gpt-5.4"),
        ("claude-opus-4-6: output tokens", "claude-opus-4-6"),
        ("model-a output tokens", "model-a"),
        ("storage", "storage"),
    ],
)
def test_what_a_bill_says_of_tokens_is_no_part_of_the_models_name(text: str, left: str) -> None:
    rule = render("without_token_words('name')")
    assert duckdb.execute(f"select {rule} from (select ? as name)", [text]).fetchall() == [(left,)]
