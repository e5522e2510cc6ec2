"""What do our letters say? As little as can be: that something waits, and where.

A letter is read on a locked screen, in a shared post box and on every machine between. So none names a drug, a
diagnosis, a kind of visit or a patient; a test reads them all.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from reprieve.clinic.messages.kinds import Kind


def words_of(kind: Kind, facts: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text, in the language that is spoken.

    Raises
    ------
    KeyError
        For a kind whose words are another room's, or when a fact is missing.
    """
    subject, text = _words()[kind]
    return subject % facts, text % facts


def _words() -> dict[Kind, tuple[str, str]]:
    return {
        Kind.SOMETHING_NEW: (
            _("Something new waits in your account"),
            _("Something new waits in your account. Sign in to read it:\n%(link)s"),
        ),
        Kind.ALERT: (
            _("An alert waits"),
            _("An alert waits for somebody to answer it by name. Sign in to read it:\n%(link)s"),
        ),
        Kind.SEAL: (
            _("Seal of the audit"),
            _("The seal of all that was written in the audit until now:\n%(sha256)s\n\nKeep this letter."),
        ),
    }
