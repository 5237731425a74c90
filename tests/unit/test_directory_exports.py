"""The users of Entra ID and Okta, and GitHub's members, as their consoles export them and as spreadsheets save that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from orchestration.loading.rows import extra_columns
from orchestration.sources import streams
from tests.conftest import Zone

ENTRA, OKTA, MEMBERS, DAY = "directory/entra_users", "directory/okta_users", "directory/github_members", "2026-06-01"
PORTAL = (
    "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,usageLocation,"
    "streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,alternateEmailAddress,"
    "ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,directorySynced,"
    "invitationState,identityIssuer,createdDateTime"
)
MICROSOFT_365 = (
    "Block credential,City,Country/Region,Department,DirSyncEnabled,Display name,Fax,First name,Last dirsync time,"
    "Last name,Last password change time stamp,License assignment details,Licenses,Mobile Phone,Oath token meta data,"
    "Object Id,Office,Password never expires,Phone number,Postal code,Preferred data location,Preferred language,"
    "Proxy addresses,Release track,Soft deletion time stamp,State,Street address,Strong password required,Title,"
    "Usage location,User principal name,When created"
)
PEOPLE_OF_AN_ORGANIZATION = "login,name,tfa_enabled,is_public,role,last_active,saml_name_id"
MEMBERS_OF_AN_ENTERPRISE = (
    "GitHub com login,GitHub com name,Enterprise server user ids,GitHub com user,Enterprise server user,"
    "Visual studio subscription user,License type,GitHub com profile,GitHub com member roles,"
    "GitHub com enterprise roles,GitHub com verified domain emails,GitHub com saml name,"
    "GitHub com orgs with pending invites,GitHub com two factor auth,GitHub com two factor auth required by date,"
    "GitHub com advanced security license user,Enterprise server primary emails,"
    "Enterprise server advanced security user ids,Visual studio license status,Visual studio subscription email,"
    "Total user accounts"
)
PROFILE = (
    "login,firstName,lastName,middleName,honorificPrefix,honorificSuffix,email,title,displayName,nickName,profileUrl,"
    "secondEmail,mobilePhone,primaryPhone,streetAddress,city,state,zipCode,countryCode,postalAddress,"
    "preferredLanguage,locale,timezone,userType,employeeNumber,costCenter,organization,division,department,managerId,"
    "manager,id,status,created,activated,statusChanged,lastLogin,lastUpdated,passwordChanged"
)


def line(head: str, delimiter: str = ",", **cells: str) -> str:
    return delimiter.join(cells.get(name.replace(" ", "_").lower(), "") for name in head.split(","))


ADA = {"userprincipalname": "ada@x.example", "id": "a-1", "accountenabled": "True", "department": "Core"}
ADA |= {"createddatetime": "8/19/2021 1:25:31 PM"}


@pytest.mark.parametrize(
    ("key", "head"),
    [
        (ENTRA, PORTAL),
        (ENTRA, MICROSOFT_365),
        (MEMBERS, PEOPLE_OF_AN_ORGANIZATION),
        (MEMBERS, MEMBERS_OF_AN_ENTERPRISE),
        (OKTA, PROFILE),
    ],
)
def test_nothing_that_an_export_has_is_a_surprise(key: str, head: str) -> None:
    stream = streams()[key]
    declared = {name.lower() for column in stream.columns for name in (column.name, *column.also)}
    others = {name: "" for name in head.split(",") if name.lower() not in declared}
    assert len(others) < len(head.split(","))
    assert extra_columns(stream, others) is None
    assert extra_columns(stream, {"shoe_size": ""}) == "shoe_size"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower, "\ufeff{}".format, "\n\n{}".format])
def test_an_export_is_read_however_it_was_saved(zone: Zone, delimiter: str, change: Callable[[str], str]) -> None:
    head = change(PORTAL).replace(",", delimiter)
    zone.land(ENTRA, DAY, "a.csv", f"{head}\r\n{line(PORTAL, delimiter, **ADA)}\r\n".encode())
    zone.load()
    assert zone.quarantine() == []
    [row] = zone.rows(ENTRA)
    assert (row["userPrincipalName"], row["id"], row["accountEnabled"]) == ("ada@x.example", "a-1", True)
    assert row["createdDateTime"] == datetime(2021, 8, 19, 13, 25, 31, tzinfo=UTC)
    assert [file["extra_columns"] for file in zone.files()] == [None]


def test_the_other_admin_centre_has_other_names_for_the_same(zone: Zone) -> None:
    cells = {"user_principal_name": "ada@x.example", "object_id": "a-1", "block_credential": "FALSE"}
    cells |= {"proxy_addresses": "SMTP:ada@x.example+smtp:a@y.example", "when_created": "2022-03-18 19:49:35Z"}
    zone.land(ENTRA, DAY, "a.csv", f"{MICROSOFT_365}\n{line(MICROSOFT_365, **cells)}\n")
    zone.load()
    [row] = zone.rows(ENTRA)
    assert (row["id"], row["blockCredential"], row["accountEnabled"]) == ("a-1", False, None)
    assert row["createdDateTime"] == datetime(2022, 3, 18, 19, 49, 35, tzinfo=UTC)


def test_who_has_a_licence_and_no_login_is_no_bad_row(zone: Zone) -> None:
    cells = {"github_com_login": "ada-dev", "github_com_saml_name": "ada@x.example"}
    rows = [line(MEMBERS_OF_AN_ENTERPRISE, **cells), line(MEMBERS_OF_AN_ENTERPRISE, total_user_accounts="0")]
    zone.land(MEMBERS, DAY, "a.csv", "\n".join([MEMBERS_OF_AN_ENTERPRISE, *rows, ""]))
    zone.load()
    assert zone.quarantine() == []
    assert [(row["login"], row["saml_name_id"]) for row in zone.rows(MEMBERS)] == [
        ("ada-dev", "ada@x.example"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        (ENTRA, "Anzeigename,Benutzerprinzipalname\nAda,ada@x.example\n", "the header lacks `userPrincipalName`"),
        (ENTRA, "Anzeigename;Benutzerprinzipalname\nAda;ada@x.example\n", "or to be separated by something else"),
        (MEMBERS, "name,role\nAda,member\n", "the header lacks `login`"),
        (OKTA, "login,email\nada@x.example,ada@x.example\n", "the header lacks `status`"),
        (OKTA, "login\tstatus\n".encode("utf-16"), "it begins with bytes that are no UTF-8"),
    ],
)
def test_an_export_in_another_language_or_without_a_column_is_refused_by_name(
    zone: Zone, key: str, text: str | bytes, told: str
) -> None:
    zone.land(key, DAY, "a.csv", text)
    zone.load()
    assert zone.rows(key) == []
    [error] = [file["error"] for file in zone.files()]
    assert told in error
    assert "Ada" not in error


def test_a_day_and_month_the_other_way_round_are_never_taken_for_another_day(zone: Zone) -> None:
    rows = [line(PORTAL, **(ADA | {"createddatetime": told})) for told in ("19/08/2021 13:25:31", "19.08.2021", "")]
    zone.land(ENTRA, DAY, "a.csv", "\n".join([PORTAL, *rows, ""]))
    zone.load()
    assert [row["createdDateTime"] for row in zone.rows(ENTRA)] == [None]
    assert {row["reason"] for row in zone.quarantine()} == {"`createdDateTime` does not fit the type TIMESTAMPTZ"}
