"""Settings for tools that read the code and never serve a page, such as the type checker's plugin.

The key is another one each time and the database does not exist: nobody can mistake this for a way to run.
"""

from __future__ import annotations

import os
import secrets

os.environ.setdefault("REPRIEVE_DEMONSTRATION", "1")
os.environ.setdefault("REPRIEVE_SECRET_KEY", secrets.token_urlsafe(48))
os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/there-is-none")

from reprieve.clinic.config.settings import *  # noqa: F403
