"""Superset's own settings, read in its environment: heard on this machine only, and nobody in who was not let in.

What a place needs beside them, as behind a proxy, stands in `local.py` in the same folder as the metadata.
"""

import runpy
from copy import deepcopy
from pathlib import Path

from superset import config as defaults  # this file is read at its end

_FOLDER = Path(defaults.DATA_DIR)

SECRET_KEY = (_FOLDER / "secret.key").read_text()
GUEST_TOKEN_JWT_SECRET = SECRET_KEY  # of guests, whom nobody lets in: its default is known to everybody
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_FOLDER / 'superset.db'}"

# nobody without a login, and no login that nobody gave
PUBLIC_ROLE_LIKE = None
AUTH_USER_REGISTRATION = False
FEATURE_FLAGS = {"EMBEDDED_SUPERSET": False, "ENABLE_TEMPLATE_PROCESSING": False, "ALERT_REPORTS": False}
FAB_PASSWORD_COMPLEXITY_ENABLED = True
FAB_API_SWAGGER_UI = False
RATELIMIT_ENABLED = True
RATELIMIT_STORAGE_URI = "memory://"
RATELIMIT_APPLICATION = "500 per second"  # a dashboard asks for a hundred files at once
AUTH_RATE_LIMIT = "30 per minute"

WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
ENABLE_CORS = False

# A browser asks this machine and nobody else: not for maps and fonts, and not for the pixel that counts installations.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = deepcopy(defaults.TALISMAN_CONFIG)
TALISMAN_CONFIG["content_security_policy"] = {
    what: [source for source in sources if source.startswith("'") or source in ("blob:", "data:")]
    if isinstance(sources, list)
    else sources
    for what, sources in TALISMAN_CONFIG["content_security_policy"].items()
}

ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
SQLLAB_TIMEOUT = SUPERSET_WEBSERVER_TIMEOUT = 60  # as the logins' own
PREVENT_UNSAFE_DB_CONNECTIONS = True
# what writes within a select, or takes off the reins: PostgreSQL 15 makes large objects in a read-only transaction
DISALLOWED_SQL_FUNCTIONS = deepcopy(defaults.DISALLOWED_SQL_FUNCTIONS)
DISALLOWED_SQL_FUNCTIONS["postgresql"] |= {
    *("lo_creat", "lo_create", "lo_from_bytea", "lo_import", "lo_put", "lo_truncate", "lo_unlink", "lowrite"),
    *("pg_cancel_backend", "pg_notify", "set_config"),
}
DATASET_IMPORT_ALLOWED_DATA_URLS = []  # an import brings words, and loads nothing

if (_FOLDER / "local.py").exists():
    globals().update(runpy.run_path(str(_FOLDER / "local.py")))
