"""What Superset holds, made what standard input says: metadata, one administrator, our assets, a role an audience.

Run in Superset's environment at each start; one process, for Superset's own commands take ten seconds each to begin.
"""

import json
import sys
from pathlib import Path

import flask_migrate
import sqlalchemy
import superset
import yaml
from alembic.migration import MigrationContext
from alembic.operations import Operations
from superset.app import create_app


def main() -> None:
    told = json.load(sys.stdin)
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
        let_names_repeat()
        superset.appbuilder.add_permissions(update_perms=True)
        security = superset.security_manager
        security.sync_role_definitions()
        admin = security.find_user("admin") or security.add_user(
            "admin", "Assay", "Admin", "admin@assay.invalid", security.find_role("Admin"), told["admin_password"]
        )
        with app.test_request_context():
            import_assets(told["assets"], admin)
            for audience in told["audiences"]:
                give_role(audience, told["assets"])
        superset.db.session.commit()


def let_names_repeat() -> None:
    """Take away what Superset's first version asked, and its migrations cannot name in SQLite: no two datasets of one
    name, whichever their database. Audiences have tables of the same names."""
    unique = ["table_name"]
    named = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
    with superset.db.engine.begin() as connection:
        found = sqlalchemy.inspect(connection).get_unique_constraints("tables")
        if any(constraint["column_names"] == unique for constraint in found):
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("tables", naming_convention=named) as tables:
                tables.drop_constraint("uq_tables_table_name", type_="unique")


def import_assets(assets: dict, admin: object) -> None:
    """Bring in all of ours, and take out what was ours and is no more."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.slice import Slice
    from superset.utils.core import override_user

    with override_user(admin):
        ImportAssetsCommand({name: yaml.safe_dump(content) for name, content in assets.items()}).run()
    ours = {content.get("uuid") for content in assets.values()}
    for kind in (Slice, SqlaTable):
        for old in superset.db.session.query(kind).filter_by(is_managed_externally=True):
            if str(old.uuid) not in ours:
                superset.db.session.delete(old)


def give_role(audience: dict, assets: dict) -> None:
    """A role with which its people make charts of their audience's tables, and ask its connection in SQL."""
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.core import Database

    security, session = superset.security_manager, superset.db.session
    database = session.query(Database).filter_by(uuid=audience["uuid"]).one()
    granted = [("database_access", database.perm)]
    granted += [
        ("datasource_access", table.perm)
        for table in session.query(SqlaTable).filter_by(database_id=database.id, is_managed_externally=True)
    ]
    role = security.add_role(audience["title"])
    role.permissions = [
        *{*security.find_role("Gamma").permissions, *security.find_role("sql_lab").permissions},
        *(security.add_permission_view_menu(*one) for one in granted),
    ]


if __name__ == "__main__":
    main()
