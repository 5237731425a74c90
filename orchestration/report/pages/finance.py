"""For finance: what can be signed, who pays, and what is still to come."""

from orchestration.report.declared import Figure, Headlines, Page
from orchestration.report.marks import BAD, GOOD, NEUTRAL, WAITING, Bars, Dots, Tiles
from orchestration.report.pages.spend import monthly_spend

_INVOICES = "invoices (`landing/focus/invoice_details`) have landed beside bills (`landing/focus/charges`)"
_BILLS = "a bill (`landing/focus/charges`) has landed"
_STATES = {"closed": GOOD, "provisional": NEUTRAL, "open": WAITING, "to look at": BAD}
_TIES = {"matched": GOOD, "within tolerance": NEUTRAL, "not due yet": WAITING, "to look at": BAD}

FINANCE = Page(
    audience="finance",
    title="What AI costs",
    reader="For finance: what ties, who pays, which months are closed.",
    headlines=(
        Headlines(
            ("Differences to look at",),
            "mart_invoice_reconciliation",
            """
            select count(*) filter (status = 'escalate'), 'of ' || count(distinct invoice_id) || ' invoices'
            from marts.mart_invoice_reconciliation having count(*) > 0
            """,
            metrics=("differences_to_look_at",),
        ),
        Headlines(
            ("Months that are over and not closed",),
            "fct_billing_periods",
            """
            select count(*) filter (is_over and status != 'closed'), 'of ' || count(*) || ', by issuer'
            from marts.fct_billing_periods having count(*) > 0
            """,
            metrics=("periods_to_close",),
        ),
    ),
    figures=(
        Figure(
            question="Which months are open, to look at, or closed?",
            table="fct_billing_periods",
            reading="Open until the month is over and its invoice there, then provisional, until `assay close` closes"
            " it. The number is of differences to look at.",
            needs=_BILLS,
            query="""
            select
                issuer,
                month_of(strptime(billing_period, '%Y-%m')::date) as month,
                if(status != 'closed' and escalated_count > 0, 'to look at', status) as "stands",
                if(escalated_count > 0, escalated_count::varchar, '') as "differences",
                status as "in the books",
                coalesce(strftime(closed_at, '%Y-%m-%d'), 'not closed') as "closed on",
                coalesce(closed_by, 'nobody') as "closed by",
                coalesce(accepted_reason, reopened_reason, 'none given') as "reason"
            from marts.fct_billing_periods
            where is_recent(strptime(billing_period, '%Y-%m'))
            order by issuer, billing_period
            """,
            mark=Tiles("month", "issuer", "stands", "differences", colours=_STATES),
        ),
        Figure(
            question="How much of what is invoiced or metered ties?",
            table="mart_invoice_reconciliation",
            reading="The larger of what is invoiced and what is metered, by how it stands; each currency by itself.",
            needs=_INVOICES,
            each="currency",
            query="""
            select
                month_of(strptime(billing_period, '%Y-%m')::date) as month,
                currency,
                case
                    when status = 'escalate' then 'to look at'
                    when status = 'within_tolerance' and not is_due then 'not due yet'
                    else replace(status, '_', ' ')
                end as "stands",
                sum(greatest(abs(invoiced_amount), abs(metered_amount))) as "amount",
                sum(invoiced_amount) as "invoiced",
                sum(metered_amount) as "metered"
            from marts.mart_invoice_reconciliation
            where is_recent(strptime(billing_period, '%Y-%m'))
            group by all
            order by currency, month, "stands"
            """,
            mark=Bars("month", "amount", "stands", "invoiced or metered", colours=_TIES),
        ),
        Figure(
            question="Why do invoices and meters part?",
            table="mart_invoice_reconciliation",
            reading="Invoiced less metered, by reason; each currency by itself. The reasons of an invoice sum to its"
            " difference exactly.",
            needs=_INVOICES,
            each="currency",
            query="""
            select
                reason,
                currency,
                case
                    when status = 'escalate' then 'to look at'
                    when status = 'within_tolerance' and not is_due then 'not due yet'
                    else replace(status, '_', ' ')
                end as "stands",
                sum(difference) as "difference",
                sum(invoiced_amount) as "invoiced",
                sum(metered_amount) as "metered",
                count(distinct invoice_id) as "invoices"
            from marts.mart_invoice_reconciliation
            where is_recent(strptime(billing_period, '%Y-%m'))
            group by all
            order by currency, reason, "stands"
            """,
            mark=Bars("reason", "difference", "stands", "invoiced less metered", is_lying=True, colours=_TIES),
        ),
        Figure(
            question="Which differences are to be looked at?",
            table="mart_invoice_reconciliation",
            reading="Beyond what is material and due; within tolerance is not listed.",
            needs=f"a difference is material; that takes that {_INVOICES}",
            query="""
            select
                issuer,
                coalesce(invoice_id, 'on no invoice') as invoice,
                billing_period as month,
                currency,
                reason,
                invoiced_amount as "invoiced",
                metered_amount as "metered",
                difference as "difference"
            from marts.mart_invoice_reconciliation
            where status = 'escalate'
            order by billing_period, issuer, invoice_id, reason
            """,
        ),
        Figure(
            question="What does each cost centre pay?",
            table="mart_cost_center_monthly_chargeback",
            reading="The newest month that is over and the one that runs, in the order of names. Tokens of an API,"
            " taxes and credits are for no one tool: `unknown`.",
            needs=_BILLS,
            each="of",
            most=600,
            query="""
            select
                concat_ws(', ', currency, month_of(paid.month)) as "of",
                cost_center as "cost centre",
                tool,
                charged_cost as "charged",
                if(is_period_closed, 'closed', 'not closed') as "books"
            from marts.mart_cost_center_monthly_chargeback as paid
            where paid.month in (
                select distinct newest.month from marts.mart_cost_center_monthly_chargeback as newest
                where newest.month <= coalesce((select as_of_date from marts.about), newest.month)
                order by newest.month desc limit 2
            )
            order by "of", cost_center, tool
            """,
            mark=Bars("cost centre", "charged", "tool", "charged", is_lying=True),
            metrics={"charged": "charged_cost"},
        ),
        Figure(
            question="How does what is charged back move?",
            table="mart_cost_center_monthly_chargeback",
            needs=_BILLS,
            each="currency",
            query="""
            select
                month_of(paid.month) as month,
                currency,
                tool,
                sum(charged_cost) as "charged",
                if(bool_and(is_period_closed), 'closed', 'not closed') as "books"
            from marts.mart_cost_center_monthly_chargeback as paid
            where is_recent(paid.month) and paid.month <= coalesce((select as_of_date from marts.about), paid.month)
            group by all
            order by currency, month, tool
            """,
            mark=Bars("month", "charged", "tool", "charged"),
            metrics={"charged": "charged_cost"},
        ),
        Figure(
            question="Which months were corrected after they had been closed?",
            table="mart_period_corrections",
            reading="What was reported and its corrections are what it is now known to be. Over all cost centres; by"
            " cost centre it is booked: `assay export gl`.",
            needs="something lands late for a month that `assay close` has closed",
            query="""
            select
                issuer,
                strftime(corrected.month, '%Y-%m') as month,
                posted_period as "posted in",
                tool,
                currency,
                correction_cost as "correction"
            from marts.mart_period_corrections as corrected
            order by corrected.month, posted_period, issuer, tool
            """,
        ),
        Figure(
            question="What is accrued until its bill is there?",
            table="mart_monthly_accruals",
            reading="Metered use at its price stands in for a bill that is still to come; the bill trues it up.",
            needs=f"usage that has a price has landed, or {_BILLS}",
            each="currency",
            query="""
            select
                month_of(accruals.month) as month,
                currency,
                coalesce(issuer, 'unknown') as issuer,
                sum(accrued_cost) as "accrued",
                sum(charged_cost) as "billed",
                sum(true_up_cost) as "true-up",
                sum(open_accrual_cost) as "still accrued"
            from marts.mart_monthly_accruals as accruals
            where is_recent(accruals.month)
            group by all
            order by currency, month, issuer
            """,
            mark=Bars("month", "still accrued", "issuer", "still accrued"),
            metrics={"still accrued": "open_accrual_cost"},
        ),
        Figure(
            question="Which seats are paid for and not used?",
            table="mart_monthly_seats",
            reading="The newest month. Idle: billed, and nobody used it in the month. How many are is told where at"
            " least five people use theirs and at least five do not.",
            needs="a bill of seats (`landing/focus/charges`) or a vendor's list has landed, of five people or more",
            each="of",
            query="""
            select
                concat_ws(', ', currency, month_of(seats.month)) as "of",
                tool,
                cast(known_sum(billed_seats) as bigint) as "billed",
                cast(known_sum(active_seats) as bigint) as "used",
                cast(known_sum(idle_seats) as bigint) as "idle",
                known_sum(seat_cost) as "cost",
                known_sum(idle_cost) as "cost of the idle"
            from marts.mart_monthly_seats as seats
            where seats.month = (
                select max(newest.month) from marts.mart_monthly_seats as newest
                where newest.month <= coalesce((select as_of_date from marts.about), newest.month)
            )
            group by all
            order by "of", tool
            """,
            mark=Dots("tool", ("billed", "used", "idle"), "seats"),
            metrics={"billed": "billed_seats", "idle": "idle_seats", "cost of the idle": "idle_seat_cost"},
        ),
        Figure(
            question="Who is over budget?",
            table="mart_monthly_budget",
            reading="US dollars, the month that runs, in the order of names. Spent: what is charged back, seats of the"
            " whole month with it; what few of a cost centre's people cost is in `other`. Where nothing was planned"
            " there is no circle. No forecast: it is made of days, and a day may be one person's; reviewers have it.",
            needs=f"a budget (`landing/directory/budgets`) or {_BILLS}",
            each="month",
            most=200,
            query="""
            select
                month_of(budget.month) as month,
                cost_center as "cost centre",
                budget_usd as "budget",
                actual_usd as "spent"
            from marts.mart_monthly_budget as budget
            where budget.month = (
                select max(newest.month) from marts.mart_monthly_budget as newest
                where newest.month <= coalesce((select as_of_date from marts.about), newest.month)
            )
            order by cost_center
            """,
            mark=Dots("cost centre", ("budget", "spent"), "US dollars"),
        ),
        monthly_spend(
            "issuer",
            "issuer",
            question="What is spent with each issuer of bills?",
            reading="As billed, AI or not told to be something else; each currency by itself.",
            needs=_BILLS,
        ),
        Figure(
            question="What was used that no price is known for?",
            table="mart_monthly_unpriced_usage",
            reading="It is left out of metered cost, and not 0. A row of `seeds/reference/prices` gives it a price.",
            needs="something is used that has no price",
            query="""
            select
                month_of(unpriced.month) as month,
                tool,
                model,
                token_kind as "kind",
                tokens
            from marts.mart_monthly_unpriced_usage as unpriced
            where is_recent(unpriced.month)
            order by unpriced.month desc, tool, model, token_kind
            """,
        ),
    ),
)
