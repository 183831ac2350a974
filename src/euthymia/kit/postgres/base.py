"""Django's PostgreSQL backend, told at connection time where the server is and under which role.

Nothing happens when settings are read: a command that needs no database starts no server.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from psycopg.conninfo import conninfo_to_dict

from . import embedded

# Statements that a connection keeps planned: about as many as the pages of a busy day use.
_PREPARED = 300


class DatabaseWrapper(base.DatabaseWrapper):
    """Understands `EUTHYMIA = {"role": "app"|"owner", "url": …, "owner_url": …, "home": …}` in its settings."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params.update(connection_target(self.settings_dict["EUTHYMIA"]))
        if self.settings_dict["NAME"]:
            params["dbname"] = self.settings_dict["NAME"]
        else:
            params["dbname"] = "postgres"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; when the embedded server was killed, start it again and connect once more."""
        wanted = self.settings_dict["EUTHYMIA"]
        try:
            made = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if wanted["url"] or not embedded.revive(Path(wanted["home"])):
                raise
            made = super().get_new_connection({**conn_params, **connection_target(wanted)})
        made.prepared_max = _PREPARED
        return made


def connection_target(wanted: dict[str, Any]) -> dict[str, Any]:
    """Host, port, user, password (and role) for one of the two roles. Raises ImproperlyConfigured."""
    role, url, owner_url = wanted["role"], wanted["url"], wanted["owner_url"]
    if not url:
        access = embedded.start(Path(wanted["home"]))
        user, password = {
            "app": (embedded.APP, access.app_password),
            "owner": (embedded.OWNER, access.owner_password),
        }[role]
        return {"host": access.host, "port": access.port, "user": user, "password": password}
    parsed = conninfo_to_dict(owner_url if role == "owner" and owner_url else url)
    parsed.pop("dbname", None)
    if role == "app" and not owner_url:
        # One address given: it is the owner's, and the program steps down to the role that owns nothing.
        parsed["options"] = f"-c role={embedded.APP}"
    if "user" not in parsed:
        raise ImproperlyConfigured(
            "DATABASE_URL names no user: postgresql://USER:PASSWORD@HOST/NAME is accepted"
        )
    return dict(parsed)
