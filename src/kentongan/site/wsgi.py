"""The pages, as WSGI. They do not open as a role that could see over the walls between cities."""

import os
import sys
from typing import Any

from django.core.wsgi import get_wsgi_application

MOST = 16  # connections of one process; it has fewer threads
REST = 5.0  # seconds; it is closed after at most twice that


def _opened() -> Any:
    """Ends the process with one sentence where the database's role will not do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kentongan.site.settings")
    pages = get_wsgi_application()
    from django.db import OperationalError, connection

    from kentongan.pure.errors import Refusal
    from kentongan.site.guard import refuse_unsafe_role

    try:
        refuse_unsafe_role()
    except Refusal as sentence:
        sys.exit(str(sentence))
    except OperationalError as away:
        sys.exit(f"Basis data belum menjawab: {str(away).splitlines()[0]}")
    finally:
        connection.close()
    _share_connections()
    return pages


def _share_connections() -> None:
    """Threads borrow a connection for one request; what has rested for a while is closed.

    Kept per thread, each would hold up to 10 MB of the server's memory all night. Where the
    database is away, a page says so after `timeout` seconds and the next one tries again.
    """
    from django.db import connections

    default = connections.databases["default"]
    patience = {"timeout": 5, "reconnect_timeout": 5}
    pool = {"min_size": 0, "max_size": MOST, "max_idle": REST, "num_workers": 1, **patience}
    default["CONN_MAX_AGE"] = 0
    default["OPTIONS"] = {**default["OPTIONS"], "pool": pool}


application = _opened()
