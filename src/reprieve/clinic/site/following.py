"""Who is told by e-mail that an article came out: only who asked twice, and until they leave with one click.

Whether an address follows is told to nobody but that address, in a letter.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reprieve.clinic.messages.actions import queue_mail
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.site.citing import without_markers
from reprieve.clinic.site.models import Announced, ArticlePage, Follower

CONFIRM_WITHIN = timedelta(days=3)
_CONFIRM, _LEAVE = "reprieve.clinic.site.follow.confirm", "reprieve.clinic.site.follow.leave"


def ask_to_follow(email: str, language: str) -> None:
    """Write to the address; what the letter says depends on whether it follows already, the page does not."""
    root_url = settings.WAGTAILADMIN_BASE_URL  # not the host of the request: a stranger writes that
    with transaction.atomic():
        follower, _created = Follower.objects.get_or_create(email=email.strip().lower(), language=language)
        if follower.confirmed_at is None:
            follower.asked_at = timezone.now()
            follower.save(update_fields=["asked_at"])
        with translation.override(language):
            if follower.confirmed_at is None:
                link = root_url + reverse("confirm_following", args=[token_of(follower, _CONFIRM)])
                text = _(
                    "Somebody, we hope you, asked us to write to this address when a new article comes out.\n\n"
                    "If it was you, open this page and confirm:\n%(link)s\n\n"
                    "If not, do nothing. You will not hear from us again."
                )
                subject = _("Please confirm: new articles by e-mail")
            else:
                link = root_url + reverse("leave_following", args=[token_of(follower, _LEAVE)])
                text = _(
                    "Somebody, perhaps you, asked us to write to this address when a new article comes out.\n"
                    "We do so already. There is nothing to do.\n\nTo stop it, open this page:\n%(link)s"
                )
                subject = _("You already get new articles by e-mail")
            queue_mail(kind=Kind.CONFIRM_FOLLOWING, to=follower.email, subject=subject, body=text % {"link": link})


def confirm(token: str) -> bool:
    """Whether the token was ours, in time, and its asker still there."""
    follower = follower_of(token, _CONFIRM, max_age=CONFIRM_WITHIN)
    if follower is None:
        return False
    Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    return True


def leave(token: str) -> bool:
    """Take the follower away; True also where somebody left before, so that a second click is no riddle."""
    try:
        pk = signing.loads(token, salt=_LEAVE)
    except signing.BadSignature:
        return False
    Follower.objects.filter(pk=pk).delete()
    return True


def token_of(follower: Follower, purpose: str) -> str:
    return signing.dumps(follower.pk, salt=purpose)


def is_ours(token: str, *, leaving: bool) -> bool:
    try:
        signing.loads(token, salt=_LEAVE if leaving else _CONFIRM, max_age=None if leaving else CONFIRM_WITHIN)
    except signing.BadSignature:
        return False
    return True


def follower_of(token: str, purpose: str, *, max_age: timedelta | None = None) -> Follower | None:
    try:
        pk = signing.loads(token, salt=purpose, max_age=max_age)
    except signing.BadSignature:
        return None
    return Follower.objects.filter(pk=pk).first()


# Telling them


def announce_new_articles() -> int:
    """Write to the followers of each language about every article that they were not told of; how many letters."""
    written = 0
    told = Announced.objects.values("page_id")
    for article in ArticlePage.objects.live().exclude(pk__in=told).select_related("locale"):
        if article.url is not None:  # else no site shows it yet
            written += announce(article)
    return written


@transaction.atomic
def announce(article: ArticlePage) -> int:
    """One article: the note that it was told of and the letters are kept together, or not at all."""
    _row, first = Announced.objects.get_or_create(page_id=article.pk)
    if not first:
        return 0
    language = article.locale.language_code
    root_url = settings.WAGTAILADMIN_BASE_URL
    written = 0
    with translation.override(language):
        for follower in Follower.objects.filter(language=language, confirmed_at__isnull=False).iterator():
            link = root_url + reverse("leave_following", args=[token_of(follower, _LEAVE)])
            text = _("%(title)s\n\n%(summary)s\n\nRead it here:\n%(url)s\n\nTo stop these letters:\n%(link)s") % {
                "title": article.title,
                "summary": without_markers(article.summary),
                "url": root_url + article.url,
                "link": link,
            }
            headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
            queue_mail(kind=Kind.ARTICLE, to=follower.email, subject=article.title, body=text, headers=headers)
            written += 1
    return written


def forget_unconfirmed() -> int:
    """Who asked and never confirmed is not kept."""
    long_ago = timezone.now() - CONFIRM_WITHIN
    return Follower.objects.filter(confirmed_at=None, asked_at__lt=long_ago).delete()[0]
