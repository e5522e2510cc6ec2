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
    return _about_accounts() | {
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


def _about_accounts() -> dict[Kind, tuple[str, str]]:
    return {
        Kind.SIGN_UP: (
            _("Finish opening your account"),
            _(
                "You asked to open an account with us. Open this link within a day to finish; it works once:\n"
                "%(link)s\n\nIf it was not you, you need not do anything."
            ),
        ),
        Kind.HAS_ACCOUNT: (
            _("You have an account already"),
            _(
                "Somebody asked for an account with your address. You have one: sign in here, or set a new password "
                "from there:\n%(link)s\n\nIf it was not you, you need not do anything."
            ),
        ),
        Kind.INVITATION: (
            _("You are invited to open an account"),
            _(
                "You are invited to an account with us. Open this link within seven days; it works once:\n%(link)s\n\n"
                "If you do not know why you got this letter, you need not do anything."
            ),
        ),
        Kind.RESET: (
            _("Set a new password"),
            _(
                "Somebody asked to set a new password for your account. If it was you, open this link within two "
                "hours; it works once:\n%(link)s\n\nIf it was not you, you need not do anything: your password stays "
                "as it is."
            ),
        ),
        Kind.CHANGED: (
            _("How you sign in was changed"),
            _(
                "The password of your account, or its second step, was changed just now. If it was you, all is well. "
                "If it was not, set a new password at once from the sign-in page, and call us."
            ),
        ),
        Kind.NEW_EMAIL: (
            _("Confirm your new e-mail address"),
            _(
                "Somebody asked to sign in with this address from now on. If it was you, sign in and open this link "
                "within a day; it works once:\n%(link)s\n\nIf it was not you, you need not do anything."
            ),
        ),
        Kind.EMAIL_MOVED: (
            _("Your e-mail address was changed"),
            _(
                "Your account has another e-mail address since just now; no more letters come here. If it was you, all "
                "is well. If it was not, call us at once."
            ),
        ),
    }
