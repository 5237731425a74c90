"""What a bill sells that has no FOCUS subcategory: AI by its texts, and what only sounds like it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

ROOT = Path(__file__).resolve().parents[2]
ServiceOf = Callable[[str, str], str | None]


def render(source: str, call: str, **known: Any) -> str:
    literal = (ROOT / "dbt_project" / "macros" / "literal.sql").read_text()
    without_notes = re.sub(r"\{#.*?#\}", "", literal + source, flags=re.DOTALL)
    environment = jinja2.Environment(autoescape=False, extensions=["jinja2.ext.do"])
    return environment.from_string(without_notes + "{{ " + call + " }}").render(**known).strip()


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for seed in ("ai_services", "ai_hints"):
        path = str(ROOT / "seeds" / "reference" / f"{seed}.csv")
        connection.execute(f"create table {seed} as from read_csv($path, header = true)", {"path": path})
    return connection


@pytest.fixture(scope="module")
def service_of(connection: duckdb.DuckDBPyConnection) -> ServiceOf:
    """The row of the seed that a charge of this seller and these texts is, asked as int_charge_services asks."""
    source = (ROOT / "dbt_project" / "macros" / "ai_services.sql").read_text()
    macro, of_patterns = source.split("{% macro ai_service_patterns")
    found: list[Any] = []
    render(
        "{% macro ai_service_patterns" + of_patterns,
        "ai_service_patterns()",
        ref=str,
        execute=True,
        flags=SimpleNamespace(WHICH="build"),
        run_query=lambda query: SimpleNamespace(rows=connection.execute(query).fetchall()),
        **{"return": lambda rows: found.extend(rows) if rows else None},
    )
    sql = render(macro, "ai_service('$seller', '$thing')", ai_service_patterns=lambda: found)

    def answer(seller: str, thing: str) -> str | None:
        texts = {"seller": seller.lower(), "thing": thing.lower().replace("_", " ")}
        answered = connection.execute(f"select {sql}", texts).fetchone()
        return answered and answered[0]

    return answer


AWS, AZURE, GOOGLE = "Amazon Web Services, Inc. | Amazon Web Services", "Microsoft", "Google Cloud"


@pytest.mark.parametrize(
    ("seller", "thing", "service"),
    [
        (AWS, "Amazon Bedrock | USE1-Claude4Sonnet-input-tokens", "bedrock"),
        (AWS, "x1 | AmazonBedrockFoundationModels | units", "bedrock"),
        (f"{AWS} | Anthropic, PBC", "Claude Sonnet 4.5 (Amazon Bedrock Edition) | Input tokens", "anthropic"),
        (AWS, "Amazon Nova Pro inference", "open_models"),
        (AWS, "Kiro | kiro-pro | Kiro Pro seats", "kiro"),
        (AWS, "AWS User Subscriptions | Kiro overage credits", "kiro"),
        (AWS, "Amazon Q | Q-Developer-Pro", "amazon_q"),
        (AZURE, "Azure OpenAI Service | GPT input tokens", "azure_openai"),
        (AZURE, "Cognitive Services | DZH318 | gpt 4o mini Inp glbl", "azure_cognitive_models"),
        (AZURE, "Foundry Models | Azure OpenAI GPT5", "azure_cognitive_models"),
        (AZURE, "Azure AI Foundry | agent", "azure_openai"),
        (AZURE, "GitHub | GH1 | Copilot Business seat", "copilot_of_azure"),
        ("GitHub, Inc.", "copilot | copilot_premium_request | Copilot Premium Request", "copilot_of_github"),
        ("GitHub, Inc.", "copilot_for_business", "copilot_of_github"),
        (AZURE, "Office 365 | Microsoft 365 Copilot", "microsoft_365_copilot"),
        (GOOGLE, "Vertex AI | Gemini 2.5 Flash Text Input - Predictions", "gemini"),
        (GOOGLE, "Vertex AI | Claude Opus 4.5 output tokens", "claude_models"),
        (GOOGLE, "Vertex AI | Text embedding characters", "vertex_ai"),
        (GOOGLE, "Gemini Code Assist | Standard seat", "gemini_code_assist"),
        ("OpenAI, LLC", "API | input_tokens", "openai"),
        ("OpenAI, LLC", "ChatGPT Enterprise seats", "chatgpt"),
        ("OpenAI, LLC", "Codex credits", "codex"),
        ("Anthropic, PBC", "Claude API | Input tokens", "anthropic"),
        ("Anthropic, PBC", "Claude Team | Premium seats", "claude_seats"),
        ("Anysphere, Inc.", "Teams plan", "cursor"),
        ("Some Marketplace", "Cursor Business seats", "cursor_of_marketplaces"),
        ("Some Reseller", "claude-opus-5-5 tokens", "claude_models"),
        ("Some Reseller", "GPT-4o tokens", "gpt_models"),
    ],
)
def test_ai_is_known_by_its_texts(service_of: ServiceOf, seller: str, thing: str, service: str) -> None:
    assert service_of(seller, thing) == service


@pytest.mark.parametrize(
    ("seller", "thing"),
    [
        (AWS, "Amazon Elastic Compute Cloud | BoxUsage:m5.large | retail maintenance"),
        (AWS, "Amazon QuickSight | reader sessions"),
        (AWS, "Minecraft Bedrock server on EC2"),
        ("Training House", "Workshop by Claude Dupont, 3 days"),
        ("Claude Monet Foundation", "art prints"),
        (AZURE, "Storage | Copilot of the airline, e-mail archive"),
        (AZURE, "Virtual Machines | GPT partitions"),
        (GOOGLE, "Vertex AI | Training on n1-standard-4 in Belgium"),
        ("Gemini Observatory", "Gemini telescope time"),
        ("Database House", "cursor operations"),
        ("Palantir", "Foundry | seats"),
        ("Travel House", "Kiro Hotel, two nights"),
        ("Openair Festival", "tickets"),
        ("Mail House", "email | details | air fare"),
    ],
)
def test_what_sounds_like_ai_is_none(service_of: ServiceOf, seller: str, thing: str) -> None:
    assert service_of(seller, thing) is None


def test_machine_learning_that_generates_nothing_is_known_not_to_be_ai(
    service_of: ServiceOf, connection: duckdb.DuckDBPyConnection
) -> None:
    no_ai = {row[0] for row in connection.execute("select service from ai_services where not is_ai").fetchall()}
    for seller, thing in ((AWS, "Amazon Kendra | index hours"), (AZURE, "Cognitive Services | Speech to text hours")):
        assert service_of(seller, thing) in no_ai


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("acme ai gmbh | assistant", True),
        ("some reseller | generative answers", True),
        ("some reseller | llm gateway", True),
        ("some reseller | claude, by the hour", True),
        ("google cloud | vertex ai | training", True),
        ("registrar | domain example.ai", False),
        ("amazon | maintenance of email, air, paid details", False),
        ("bank | copied", False),
    ],
)
def test_what_looks_like_ai_can_be_counted(connection: duckdb.DuckDBPyConnection, text: str, looks: bool) -> None:
    found = connection.execute("select bool_or(regexp_matches($text, pattern)) from ai_hints", {"text": text})
    assert found.fetchone() == (looks,)


@pytest.mark.parametrize(
    ("tags", "person"),
    [
        ('{"user_email": "Ada@x.example", "user_id": "u1"}', "ada@x.example"),
        ('{"user_id": "u1", "model": "m"}', "u1"),
        ('{"user:User Email": "ada@x.example"}', "ada@x.example"),
        ('{"user_email": " ", "user_name": "None", "userid": "u1"}', "u1"),
        ('{"owner": "ada@x.example", "aws:createdBy": "ada"}', None),
        ('{"user": {"name": "ada"}}', None),
        ('{"model": "by user: ada"}', None),
        ("user_email=ada@x.example", None),
        ("{'user_email': 'ada'", None),
        (None, None),
    ],
)
def test_tags_name_a_person_under_the_keys_that_exporters_use(tags: str | None, person: str | None) -> None:
    macro = (ROOT / "dbt_project" / "macros" / "tags.sql").read_text()
    sql = render(macro, "tagged_person('tags')")
    found = duckdb.execute(f"select {sql} from (select cast($tags as varchar) as tags)", {"tags": tags})
    assert found.fetchone() == (person,)
