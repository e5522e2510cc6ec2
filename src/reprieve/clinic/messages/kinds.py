"""Which letters do we write? Every one is of a kind named here."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """None of these says why somebody is a patient, or that they are one."""

    REQUEST = "request"  # a request was received
    DESK = "desk"  # a request waits at the front desk
    CONFIRM_FOLLOWING = "confirm_following"  # confirm that new articles are wanted
    ARTICLE = "article"  # a new article
    SIGN_UP = "sign_up"  # finish opening an account
    HAS_ACCOUNT = "has_account"  # somebody asked for an account, or for this address, and there is one
    INVITATION = "invitation"  # a way in
    RESET = "reset"  # set a new password
    CHANGED = "changed"  # how one signs in was changed
    NEW_EMAIL = "new_email"  # confirm a new e-mail address
    EMAIL_MOVED = "email_moved"  # to the old address: letters go to another one now
    SOMETHING_NEW = "something_new"  # something new waits in the account
    ALERT = "alert"  # an alert waits
    SEAL = "seal"  # the seal of the audit
