"""ada asked three times; ben is in the file and asked nothing, which is no use."""

from tests.integration.tools import Expected

EXPECTED: Expected = {
    "select name, tool, intentional_action_count, is_use from marts.fct_usage_days"
    " inner join {person} using (person_key) where source = 'acme' order by name": [
        ("ada", "acme", 3, True),
        ("ben", "acme", 0, False),
    ],
}
