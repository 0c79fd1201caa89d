"""The pages, as WSGI. They do not open as a role that could see over the walls between cities."""

import os
import sys
from typing import Any

from django.core.wsgi import get_wsgi_application


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
    return pages


application = _opened()
