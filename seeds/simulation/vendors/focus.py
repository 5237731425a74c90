"""What the vendors charge for it: FOCUS charges and invoices, to the nano-dollar, in whole numbers until they are text.

Every token of usage is on a charge once (facts/billing.md §1.5: one SKU a kind of token), service accounts' and one
team's by name; then seats, overage, a committed discount as a credit, tax, rounding to the cent as its own line, and
cloud that is no AI. Invoices are what the charges add up to, but for what `breaks` plants, listed in the truth.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np

from orchestration.sql import literal
from seeds.simulation import breaks
from seeds.simulation.breaks import ANTHROPIC, AWS, OPENAI, invoice_id, money
from seeds.simulation.files import Files
from seeds.simulation.vendors.kiro import CREDIT_LIMIT
from seeds.simulation.world import World
from seeds.simulation.world.company import NEVER, Company
from seeds.simulation.world.names import email
from seeds.simulation.world.prices import HAIKU, INPUT, KINDS, MODELS, NANO_USD, OUTPUT, PROVIDERS
from seeds.simulation.world.requests import Requests
from seeds.simulation.world.usage import STRANGERS, ClaudeDays, Habits

AFTER = ("kiro",)
_ISSUERS = {"anthropic": ANTHROPIC, "openai": OPENAI}
_SERVICES = {"anthropic": "Claude API", "openai": "OpenAI API"}
#: The team whose people Anthropic's bill names one by one.
_NAMED_TEAM = 0
_COMMON = (
    "BilledCost BillingAccountId BillingCurrency BillingPeriodStart BillingPeriodEnd ChargeCategory ChargeClass"
    " ChargeDescription ChargeFrequency ChargePeriodStart ChargePeriodEnd ConsumedQuantity ConsumedUnit ContractedCost"
    " EffectiveCost InvoiceId InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingQuantity PricingUnit"
    " ServiceCategory ServiceName ServiceSubcategory SkuId SkuPriceId SkuPriceDetails PrincipalId CredentialId"
).split()
#: FOCUS 1.4 and what AWS exports (1.2) name the provider differently.
_PROVIDERS = {True: ("ProviderName", "PublisherName"), False: ("ServiceProviderName", "HostProviderName")}


def land(files: Files, world: World) -> list[tuple[str, ...]]:
    """Write `focus/charges` and `focus/invoice_details`; return the planted differences as rows of the truth.

    The table `kiro` of Kiro's reports must be registered.
    """
    company, habits, rng = world.company, world.habits, world.rng["billing"]
    periods = _periods(company)
    connection = files.connection
    connection.execute(
        "create or replace temp table charges (issuer varchar, period date, starts date, ends date, category varchar,"
        " class varchar, description varchar, frequency varchar, nano bigint, list_nano bigint, unit_price varchar,"
        " consumed varchar, consumed_unit varchar, pricing varchar, pricing_unit varchar, service varchar,"
        " subcategory varchar, service_category varchar, sku varchar, details varchar, principal varchar,"
        " credential varchar)"
    )
    _charge_tokens(files, company, habits, world.requests, world.claude)
    _charge_cloud(files, rng, company, habits, periods)
    truth = breaks.in_charges(connection, periods)
    _charge_adjustments(files)
    connection.execute(
        "create or replace temp table lines as select issuer, period, '' as suffix, category, 'USD' as currency,"
        " sum(nano)::bigint as nano from charges group by all"
    )
    truth += breaks.in_invoices(connection, periods)
    for issuer in (ANTHROPIC, OPENAI, AWS, breaks.EURO_RESELLER):
        _land_charges(files, issuer, re.sub("[^a-z]+", "_", issuer.lower().removesuffix(", inc.")))
    _land_invoices(files)
    return truth


def _periods(company: Company) -> list[date]:
    """The first days of the months of the simulation."""
    days = [company.start + timedelta(days=d) for d in range(company.days)]
    return sorted({day.replace(day=1) for day in days})


def _charge_tokens(files: Files, company: Company, habits: Habits, requests: Requests, claude: ClaudeDays) -> None:
    """A charge a day, model, kind of token and credential. Calls that two sources saw are charged once."""
    # what a charge names: nobody, a service account's key, or a person of the named team
    named = np.zeros(company.n + STRANGERS, int)
    named[company.people : company.n] = 1 + np.arange(company.services)
    members = np.flatnonzero(company.team[: company.people] == _NAMED_TEAM)
    named[members] = 1 + company.services + np.arange(len(members))
    shape = (company.days, len(MODELS), len(KINDS), int(named.max()) + 1)
    tokens = np.zeros(int(np.prod(shape)))
    billed = requests.taken(~requests.is_failed & ~habits.seen_twice[requests.actor])
    day = billed.at_us // 86_400_000_000
    for kind, count in ((INPUT, billed.prompt), (OUTPUT, billed.completion)):
        key = np.ravel_multi_index((day, billed.model, np.full(len(day), kind), named[billed.actor]), shape)
        tokens += np.bincount(key, count, len(tokens))
    for kind in range(len(KINDS)):
        for model, count in ((claude.model, claude.tokens), (np.full_like(claude.model, HAIKU), claude.other_tokens)):
            key = np.ravel_multi_index((claude.day, model, np.full_like(model, kind), named[claude.person]), shape)
            tokens += np.bincount(key, count[:, kind], len(tokens))
    used = np.flatnonzero(tokens)
    day, model, kind, name = np.unravel_index(used, shape)
    files.table(
        "token_sums",
        day=day,
        model=np.array(MODELS)[model],
        kind=np.array(KINDS)[kind],
        issuer=np.array([_ISSUERS[p] for p in PROVIDERS])[model],
        service=np.array([_SERVICES[p] for p in PROVIDERS])[model],
        tokens=tokens[used].astype(np.int64),
        price=NANO_USD[model, kind],
        service_account=np.where((name > 0) & (name <= company.services), name, 0),
        person=np.concatenate([[0] * (1 + company.services), members])[name],
        is_person=name > company.services,
    )
    files.connection.execute(f"""
        insert into charges
        with dated as (select *, date {literal(company.start)} + day::int as on_day from token_sums)
        select
            issuer, date_trunc('month', on_day), on_day, on_day + 1, 'Usage', '',
            model || ' ' || replace(kind, '-', ' ') || ' tokens', 'Usage-Based',
            tokens * price, tokens * price,
            price // 1000 || '.' || lpad((price % 1000)::varchar, 3, '0'),
            tokens::varchar, 'Tokens',
            tokens // 1000000 || '.' || lpad((tokens % 1000000)::varchar, 6, '0'), '1000000 Tokens',
            service, 'Generative AI', 'AI and Machine Learning', model || '-' || kind,
            '{{"x_ModelId":"' || model || '"}}',
            case when is_person and issuer = {literal(ANTHROPIC)} then {email("person")} else '' end,
            case when service_account > 0 then 'apikey_svc_' || lpad(service_account::varchar, 2, '0') else '' end
        from dated
        order by issuer, day, model, kind, service_account, person
    """)


def _charge_cloud(
    files: Files, rng: np.random.Generator, company: Company, habits: Habits, periods: list[date]
) -> None:
    """Kiro's seats and overage by month, and what the cloud costs besides, by day."""
    first = np.array([(p - company.start).days for p in periods])
    after = np.append(first[1:], company.days)
    kiro = np.flatnonzero(habits.kiro[: company.people])
    held = (company.first_day[kiro] < after[:, None]) & (company.last_day[kiro] >= first[:, None])
    held &= habits.first_day[kiro] < NEVER
    is_plus = kiro % 3 == 0
    seats = [
        (period, tier, int((held[i] & (is_plus == tier)).sum())) for i, period in enumerate(periods) for tier in (0, 1)
    ]
    files.table(
        "seats",
        period=[p for p, _, _ in seats],
        tier=["Plus" if t else "" for _, t, _ in seats],
        price=[40 if t else 20 for _, t, _ in seats],
        count=[c for _, _, c in seats],
    )
    services = ("Amazon Elastic Compute Cloud", "Amazon Simple Storage Service", "Amazon Relational Database Service")
    scale = np.array((9e10, 1.4e10, 3e10)) * company.people / 100
    nano = (scale * rng.lognormal(0, 0.15, (company.days, 3))).astype(np.int64)
    files.table(
        "cloud",
        day=np.repeat(np.arange(company.days), 3),
        service=list(services) * company.days,
        category=["Compute", "Storage", "Databases"] * company.days,
        nano=nano.ravel(),
    )
    files.connection.execute(f"""
        insert into charges
        select {literal(AWS)}, period, period, period + interval 1 month, 'Purchase', '',
            'Kiro Pro' || tier || ' seats', 'Recurring',
            count * price * 1000000000, count * price * 1000000000, price || '.0', '', '',
            count || '.0', 'User-Months', 'Kiro', '', 'Developer Tools', 'kiro-pro' || lower(tier), '', '', ''
        from seats where count > 0
        union all
        select {literal(AWS)}, period, period, period + interval 1 month, 'Usage', '',
            'Kiro overage credits', 'Usage-Based',
            overage * 4000, overage * 4000, '0.04', overage // 10000 || '.' || lpad((overage % 10000)::varchar, 4, '0'),
            'Credits', overage // 10000 || '.' || lpad((overage % 10000)::varchar, 4, '0'), 'Credits', 'Kiro', '',
            'Developer Tools', 'kiro-overage-credits', '', '', ''
        from (
            select period, sum(greatest(0, used - allowed))::bigint as overage
            from (
                select date_trunc('month', date {literal(company.start)} + day::int)::date as period,
                    sum(credits) as used,
                    {CREDIT_LIMIT * 10_000} * case when person % 3 = 0 then 2 else 1 end as allowed
                from kiro group by person, client, period
            )
            group by period
        )
        where overage > 0
        union all
        select {literal(AWS)}, date_trunc('month', on_day), on_day, on_day + 1, 'Usage', '', service || ' usage',
            'Usage-Based', nano, nano, '', '', '', '', '', service, '', category,
            lower(replace(service, ' ', '-')), '', '', ''
        from (select *, date {literal(company.start)} + day::int as on_day from cloud)
        order by all
    """)


def _charge_adjustments(files: Files) -> None:
    """By bill: 5 % off what Anthropic charges, as committed; 7 % tax; and what rounds the bill to whole cents."""

    def insert(category: str, description: str, where: str, amount: str) -> None:
        files.connection.execute(f"""
            insert into charges
            select issuer, period, period, period + interval 1 month, {literal(category)}, '',
                {literal(description)}, 'Recurring', {amount}, {amount}, '', '', '', '', '', service, subcategory,
                service_category, '', '', '', ''
            from charges where {where}
            group by issuer, period, service, subcategory, service_category
            having {amount} != 0
            order by issuer, period, service
        """)

    insert("Credit", "Committed spend discount", f"issuer = {literal(ANTHROPIC)}", "(-sum(nano) * 5 // 100)::bigint")
    insert("Tax", "Sales tax", "true", "(sum(nano) * 7 // 100)::bigint")
    cents = "(round(sum(sum(nano)) over (partition by issuer, period) / 10000000)::hugeint * 10000000"
    files.connection.execute(f"""
        insert into charges
        select issuer, period, period, period + interval 1 month, 'Adjustment', '', 'Rounding to the cent', 'One-Time',
            nano, nano, '', '', '', '', '', service, subcategory, service_category, '', '', '', ''
        from (
            select issuer, period, service, subcategory, service_category,
                {cents} - sum(sum(nano)) over (partition by issuer, period))::bigint as nano
            from charges
            group by issuer, period, service, subcategory, service_category
            qualify row_number() over (partition by issuer, period order by sum(nano) desc, service) = 1
        )
        where nano != 0
        order by issuer, period
    """)


# ---------------------------------------------------------------- files


def _land_charges(files: Files, issuer: str, file: str) -> None:
    is_older = issuer == AWS
    provider = "Amazon Web Services" if is_older else issuer
    columns = {
        "BilledCost": money("nano"),
        "BillingAccountId": "'simulated-account'",
        "BillingCurrency": "'USD'",
        "BillingPeriodStart": _moment("period"),
        "BillingPeriodEnd": _moment("period + interval 1 month"),
        "ChargeCategory": "category",
        "ChargeClass": "class",
        "ChargeDescription": "description",
        "ChargeFrequency": "frequency",
        "ChargePeriodStart": _moment("starts"),
        "ChargePeriodEnd": _moment("ends"),
        "ConsumedQuantity": "consumed",
        "ConsumedUnit": "consumed_unit",
        "ContractedCost": money("list_nano"),
        "EffectiveCost": money("nano"),
        "InvoiceId": invoice_id("issuer", "period"),
        "InvoiceIssuerName": "'\"' || issuer || '\"'",
        "ListCost": money("list_nano"),
        "ListUnitPrice": "unit_price",
        "PricingCategory": "'Standard'",
        "PricingQuantity": "pricing",
        "PricingUnit": "pricing_unit",
        "ServiceCategory": "service_category",
        "ServiceName": "service",
        "ServiceSubcategory": "subcategory",
        "SkuId": "sku",
        "SkuPriceId": "case when unit_price = '' then '' else sku || '-ondemand' end",
        "SkuPriceDetails": "case when details = '' then '' else '\"' || replace(details, '\"', '\"\"') || '\"' end",
        "PrincipalId": "principal",
        "CredentialId": "credential",
    }
    columns |= dict.fromkeys(_PROVIDERS[is_older], literal(provider))
    names = sorted([*_COMMON, *_PROVIDERS[is_older]])
    files.land(
        "focus",
        "charges",
        f"select strftime(period, '%Y-%m') || {literal(f'/{file}.csv')} as file,"
        f" concat_ws(',', {', '.join(columns[name] for name in names)}) || chr(10) as text"
        f" from charges where issuer = {literal(issuer)}"
        " order by period, starts, ends, category, service, sku, principal, credential, nano, description",
        lambda _: ",".join(names) + "\n",
    )


def _land_invoices(files: Files) -> None:
    """One file a month. A discount and a rounding stand on lines of their own."""
    names = (
        "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,"
        "InvoiceDetailId,InvoiceId,InvoiceIssueDate,InvoiceIssueStatus,InvoiceIssuerName\n"
    )
    end = _moment("period + interval 1 month")
    invoice = f"{invoice_id('issuer', 'period')} || suffix"
    files.land(
        "focus",
        "invoice_details",
        f"select strftime(period, '%Y-%m') || '/invoices.csv' as file,"
        f" concat_ws(',', {money('nano')}, 'simulated-account', currency, {end}, {_moment('period')}, category,"
        f" {invoice} || '-' || row_number() over (partition by issuer, period, suffix order by category),"
        f" {invoice}, {end}, 'Issued', '\"' || issuer || '\"') || chr(10) as text"
        " from lines order by period, issuer, suffix, category",
        lambda _: names,
    )


def _moment(day: str) -> str:
    return f"strftime({day}, '%Y-%m-%dT00:00:00Z')"
