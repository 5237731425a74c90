"""The company's own lists, as CSV snapshots: people, teams, who is who with each vendor, context, budgets; and what
sign-on systems and GitHub export of their users, under the columns that these exports have."""

from datetime import date

from orchestration.sources import TIMESTAMP, Column, Stream
from orchestration.sql import literal

_EVER = date(1900, 1, 1)  # people are older than the companies' systems, which write this day for "always"
_ZONE = "{} = '' or {} in (select name from pg_timezone_names())"
#: Whatever the letters' case, and whatever blanks, seen or not, stand around it.
_BARE = "lower(regexp_replace({}, '[\\s\\pZ\\pC]', '', 'g'))"


def _named(name: str, required: bool = False, reserved: tuple[str, ...] = ("all", "other", "unattributed")) -> Column:
    """A name that is grouped by. Rows of the marts have names too, to which it would be added without a word."""
    listed = ", ".join(map(literal, reserved))
    fault = f"is a name reserved for rows of the marts ({', '.join(reserved)}); rename it"
    return Column(name, required=required, holds=f"{_BARE} not in ({listed})", fault=fault)


def _until(name: str, since: str) -> Column:
    return Column(
        name, "DATE", earliest=_EVER, open_end=True, holds=f"{{}} >= {{{since}}}", fault=f"lies before `{since}`"
    )


def _moment(name: str, *also: str) -> Column:
    """The portals print a time as it is written in the United States, whatever the reader's language."""
    return Column(name, TIMESTAMP, earliest=_EVER, also=also, form="%m/%d/%Y %I:%M:%S %p")


#: Of the admin centre's "Download users", and of Microsoft 365's "Export users".
_ENTRA_UNREAD = tuple(
    "surname,givenName,jobTitle,usageLocation,streetAddress,state,country,officeLocation,physicalDeliveryOfficeName,"
    "city,postalCode,telephoneNumber,mobilePhone,mobile,authenticationPhoneNumber,authenticationAlternativePhoneNumber,"
    "authenticationEmail,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,"
    "directorySynced,identityIssuer,First name,Last name,Title,Office,Street address,StateOrProvince,CountryOrRegion,"
    "Country/Region,Postal code,Phone number,Mobile Phone,Fax,Usage location,Preferred data location,"
    "Preferred language,Licenses,License assignment details,DirSyncEnabled,Last dirsync time,Password never expires,"
    "Last password change time stamp,Strong password required,Oath token meta data,Oath token metadata,"
    "Release track".split(",")
)
#: The attributes of Okta's own profile, and of its user object.
_OKTA_UNREAD = tuple(
    "middleName,honorificPrefix,honorificSuffix,title,nickName,profileUrl,mobilePhone,primaryPhone,"
    "streetAddress,city,state,zipCode,countryCode,postalAddress,preferredLanguage,locale,employeeNumber,organization,"
    "division,managerId,manager,activated,lastLogin,lastUpdated,passwordChanged,transitioningToStatus,Last Login,"
    "Last Updated,Password Changed,Manager ID".split(",")
)
_GITHUB_UNREAD = tuple(
    "name,tfa_enabled,is_public,role,last_active,id,GitHub com name,Enterprise server user ids,GitHub com user,"
    "Enterprise server user,Visual studio subscription user,License type,GitHub com profile,GitHub com member roles,"
    "GitHub com enterprise role,GitHub com enterprise roles,GitHub com orgs with pending invites,"
    "GitHub com two factor auth,GitHub com two factor auth required by date,"
    "GitHub com advanced security license user,Enterprise server primary emails,"
    "Enterprise server advanced security user ids,Visual studio license status,Visual studio subscription email,"
    "Total user accounts".split(",")
)

STREAMS = (
    Stream(
        source="directory",
        name="people",
        brings="people",
        rows="one row a person or service account on the snapshot's day",
        columns=(
            _named("person_id", required=True),
            Column("email"),
            Column("display_name"),
            _named("team_id"),
            _named("cost_center", reserved=("all", "unattributed")),
            Column("role_family"),
            Column("manager_id"),
            Column("employment_type", required=True, holds="{} in ('employee', 'contractor', 'service')"),
            Column("fte", "DECIMAL(5,4)", holds="{} > 0 and {} <= 1"),
            Column("timezone", holds=_ZONE, fault="is no time zone of the IANA list"),
            Column("start_date", "DATE", earliest=_EVER),
            _until("end_date", "start_date"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="entra_users",
        brings="people",
        rows="one row a user of Microsoft Entra ID, as either of its admin centres or Graph exports them",
        columns=(
            Column("userPrincipalName", required=True, also=("User principal name",)),
            Column("id", also=("objectId", "Object Id")),
            Column("displayName", also=("Display name",)),
            Column("mail"),
            Column("alternateEmailAddress", also=("Alternate email address",)),
            Column("otherMails"),
            Column("proxyAddresses", also=("Proxy addresses",)),
            Column("userType", also=("User type",)),
            Column("employeeType"),
            Column("accountEnabled", "BOOLEAN", also=("Account enabled",)),
            Column("blockCredential", "BOOLEAN", also=("Block credential",)),
            Column("invitationState", also=("externalUserState",)),
            Column("department"),
            Column("costCenter", also=("employeeOrgData.costCenter", "employeeOrgData_costCenter")),
            _moment("createdDateTime", "When created"),
            _moment("employeeHireDate"),
            _moment("deletedDateTime", "Soft deletion time stamp"),
        ),
        unread=_ENTRA_UNREAD,
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="okta_users",
        brings="people",
        rows="one row a user of Okta, as its reports or its API export them",
        columns=(
            Column("login", required=True, also=("profile.login", "Username", "Okta username")),
            Column("id", also=("User ID", "Okta user ID")),
            Column("status", in_header=True, also=("Okta user status", "User status")),
            Column("email", also=("profile.email", "Primary Email")),
            Column("secondEmail", also=("profile.secondEmail", "Secondary Email")),
            Column("firstName", also=("profile.firstName", "First Name")),
            Column("lastName", also=("profile.lastName", "Last Name")),
            Column("displayName", also=("profile.displayName", "Display Name", "User fullname")),
            Column("userType", also=("profile.userType", "User Type")),
            Column("department", also=("profile.department",)),
            Column("costCenter", also=("profile.costCenter", "Cost Center")),
            Column("timezone", also=("profile.timezone", "Time Zone")),
            _moment("created", "Created date"),
            _moment("statusChanged", "Status Changed", "Status change date"),
        ),
        unread=_OKTA_UNREAD,
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="teams",
        rows="one row a team on the snapshot's day",
        columns=(
            _named("team_id", required=True),
            Column("team_name"),
            _named("parent_team_id"),
            _named("cost_center", reserved=("all", "unattributed")),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="identities",
        rows="one row a person and id in a vendor's name space",
        columns=(
            Column("person_id", required=True),
            Column("source", required=True),
            Column("external_id", required=True),
            Column("id_kind", required=True),
            Column("valid_from", "DATE", earliest=_EVER),
            _until("valid_to", "valid_from"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="github_members",
        rows="one row a member, as an organization's people, or an enterprise's, are exported",
        columns=(
            # an enterprise lists who has a licence, and not everybody has an account yet
            Column("login", in_header=True, also=("GitHub com login", "github_com_login")),
            Column("saml_name_id", also=("GitHub com saml name", "GitHub com saml name ID", "github_com_saml_name_id")),
            Column(
                "verified_domain_emails",
                also=("GitHub com verified domain emails", "github_com_verified_domain_emails"),
            ),
        ),
        unread=_GITHUB_UNREAD,
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="context",
        rows="one row a circumstance that explains unusual behaviour",
        columns=(
            Column("subject_kind", required=True),
            Column("subject_id", required=True),
            Column("kind", required=True),
            Column("start_date", "DATE", required=True, earliest=_EVER),
            _until("end_date", "start_date"),
            Column("note"),
        ),
        owner="team:people-operations",
        late_after_days=35,
    ),
    Stream(
        source="directory",
        name="budgets",
        rows="one row a month and cost centre: what finance planned for AI",
        columns=(
            Column("month", "DATE", required=True, holds="day({}) = 1", fault="is no first day of a month"),
            _named("cost_center", required=True, reserved=("all", "unattributed")),
            Column("budget_usd", "DECIMAL(38,12)", required=True),
        ),
        owner="team:finance",
        late_after_days=100,
    ),
)
