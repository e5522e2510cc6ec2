"""Which letters do we write? Every one is of a kind named here."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """None of these says why somebody is a patient, or that they are one."""

    REQUEST = "request"  # a request was received
    DESK = "desk"  # a request waits at the front desk
    CONFIRM_FOLLOWING = "confirm_following"  # confirm that new articles are wanted
    ARTICLE = "article"  # a new article
    ACCOUNT = "account"  # an account and how to sign in
    SOMETHING_NEW = "something_new"  # something new waits in the account
    ALERT = "alert"  # an alert waits
    SEAL = "seal"  # the seal of the audit
