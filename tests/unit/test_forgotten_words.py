"""What names somebody is found wherever it stands by itself, in every spelling, and nowhere else."""

from __future__ import annotations

import json

import pytest

from orchestration.forgetting.words import Identifier, Words, names_people, number_of, tombstones

BASE = "0123456789abcdef"
OWN = [
    "p-ann",
    "ann@sample.example",
    "ann",
    "ann-dev",
    "arn:aws:iam::1:user/ann9",
    "zoë@sample.example",
    "1042",
    "core",
    "p-annika-7",
]
TOMBS = tombstones(OWN, BASE)
KEY, NEW_KEY = "a" * 64, "b" * 64
WORDS = Words(
    (
        *(Identifier(v, TOMBS[v], v in ("1042", "core"), v in ("p-annika-7", "zoë@sample.example")) for v in OWN),
        Identifier("ann of sample", f"forgotten-{BASE}-9"),
    ),
    {KEY: NEW_KEY},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"user": "ann@sample.example"}', "ann@sample.example"),
        ("2026-06-01,ANN@Sample.Example,3", "ann@sample.example"),
        (r'{"message": "Fix\nann-dev did it"}', "ann-dev"),
        (r'{"message": "by \u003cann@sample.example\u003e"}', "ann@sample.example"),
        (r'{"user": "ann\u0040sample.example"}', "ann@sample.example"),
        ("https://code.example/search?q=ann%40sample.example&x=1", "ann@sample.example"),
        ("https://api.code.example/users/ann-dev/repos", "ann-dev"),
        ("@ann please look", "ann"),
        (r'{"user": "zo\u00eb@sample.example"}', "zoë@sample.example"),
        ('{"user": "zoe\u0308@sample.example"}', "zoë@sample.example"),
        ('{"metadata": "{\\"user\\": \\"ann-dev\\"}"}', "ann-dev"),
        ('"{""person"": ""p-ann""}",4', "p-ann"),
        ("see ann@sample.example.", "ann@sample.example"),
        ("arn:aws:iam::1:user/ann9", "arn:aws:iam::1:user/ann9"),
        ("ann-dev.csv.gz", "ann-dev"),
        ("export-p-annika-7_2026.csv", "p-annika-7"),
        ("usage.zoë@sample.example.csv.gz", "zoë@sample.example"),
    ],
)
def test_it_is_found_in_every_spelling(text: str, value: str) -> None:
    assert WORDS.count(text) == 1
    left = WORDS.replaced(text)
    assert TOMBS[value] in left and WORDS.count(left) == 0


@pytest.mark.parametrize(
    "text",
    [
        "joanna, annette and x-ann-x",
        "joann@sample.example",
        "ann@sample.example.au, mary.ann@sample.example",
        "ann-lee ann_dev annlee export-ann-dev p-annika-77",
        "ann@other.example",
        '{"prompt_tokens": 1042, "amount": "1042", "team_id": "core"}',
        '{"core": {"id": 7}, "model": "core"}',
        "the core of it, 1042 lines",
    ],
)
def test_others_and_other_things_stay(text: str) -> None:
    assert WORDS.count(text) == 0 and WORDS.replaced(text) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"user_id": "1042"}',
        '{"userId": 1042, "n": 1042}',
        '{"login": "core"}',
        '{"key": "user.id", "value": {"stringValue": "1042"}}',
        '["team:core", "user_id:1042"]',
        r'{"metadata": "{\"employee_id\": \"1042\"}"}',
    ],
)
def test_a_word_of_other_things_counts_where_a_field_names_people(text: str) -> None:
    assert WORDS.count(text) == 1
    left = WORDS.replaced(text)
    assert WORDS.count(left) == 0 and json.loads(left)
    assert left.count("1042") == text.count("1042") - ("1042" in text)


def test_a_plus_address_and_one_that_a_code_host_hides_behind_name_them_too() -> None:
    left = WORDS.replaced("ann+ci@sample.example, 77+ann-dev@users.noreply.code.example")
    local, domain = TOMBS["ann@sample.example"].split("@")
    assert left == f"{local}+ci@{domain}, {TOMBS['ann-dev']}@forgotten.invalid"


def test_a_trailer_loses_the_name_before_the_address_and_keeps_its_key() -> None:
    text = r"Add it\n\nCo-authored-by: Ann A. Other <ann@sample.example>\nCo-Authored-By: Claude <noreply@ai.example>"
    left = WORDS.replaced(text)
    assert "Other" not in left and r"\n\nCo-authored-by: forgotten-" in left and "Claude <noreply@ai.example>" in left


def test_a_user_object_keeps_a_number_that_is_the_same_each_time() -> None:
    text = '{"user": {"login": "ann-dev", "id": 7, "avatar_url": "https://x/u/7?v=4", "n{": 1}, "id": 7, "number": 7}'
    left = json.loads(WORDS.replaced(text))
    number = int(number_of(TOMBS["ann-dev"]))
    assert left == {
        "user": {"login": TOMBS["ann-dev"], "id": number, "avatar_url": "", "n{": 1},
        "id": 7,
        "number": 7,
    }


def test_ids_stay_apart_and_of_their_form() -> None:
    assert len(set(TOMBS.values())) == len(OWN)
    assert TOMBS["1042"].isdigit() and TOMBS["p-ann"] == f"forgotten-{BASE}"
    assert all(("@" in TOMBS[value]) == ("@" in value) for value in OWN)


def test_keys_made_of_an_id_become_those_of_what_stands_for_it() -> None:
    assert WORDS.replaced(f"key {KEY}, {'c' * 64}") == f"key {NEW_KEY}, {'c' * 64}"


@pytest.mark.parametrize(
    "name", ["user_id", "userId", "UserId", "login", "manager_id", "email", "PrincipalId", "user.email"]
)
def test_a_field_says_that_it_names_people(name: str) -> None:
    assert names_people(name)


@pytest.mark.parametrize(
    "name", ["request_id", "model", "team_id", "amount", "SkuId", "ServiceName", "id", "session_id"]
)
def test_a_field_says_that_it_names_something_else(name: str) -> None:
    assert not names_people(name)
