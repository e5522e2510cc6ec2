"""What the public pages store: the pages themselves, who follows them, and how often one address asked lately."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from reprieve.clinic.site.pages import (
    ArticleIndexPage,
    ArticlePage,
    FaqPage,
    HomePage,
    PlainPage,
    PressPage,
    PricesPage,
    RelatedPage,
    ResearchPage,
)
from reprieve.clinic.site.snippets import Author, ClinicDetails, OpeningHours, Topic

__all__ = [
    "Announced",
    "ArticleIndexPage",
    "ArticlePage",
    "Author",
    "ClinicDetails",
    "Edition",
    "FaqPage",
    "Follower",
    "HomePage",
    "LoadedPage",
    "OpeningHours",
    "PlainPage",
    "PressPage",
    "PricesPage",
    "RelatedPage",
    "ResearchPage",
    "Topic",
    "UploadCount",
]


class UploadCount(models.Model):
    """Uploads of one address in one window of time; written by `limits.count_upload` alone.

    The address is kept only as a keyed hash, and the row is deleted when its window is over.
    """

    window_began_at = models.DateTimeField()
    address_hmac = models.CharField(max_length=64)
    uploads = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["window_began_at", "address_hmac"], name="one_count_per_address"),
        )

    def __str__(self) -> str:
        return f"{self.uploads} since {self.window_began_at:%Y-%m-%d %H:%M} UTC"


class Edition(models.Model):
    """One row, changed by the database itself with everything that a public page shows (migration 0003)."""

    id = models.BooleanField(primary_key=True, default=True)
    edition = models.UUIDField()

    def __str__(self) -> str:
        return str(self.edition)


class LoadedPage(models.Model):
    """A page that came from a content file, and the state in which it came.

    An editor's page is never overwritten, and a page that an editor deleted does not come back.
    """

    stem = models.CharField(max_length=120)
    language = models.CharField(max_length=5)
    page = models.OneToOneField("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stem", "language"], name="one_page_per_content_file")]

    def __str__(self) -> str:
        return f"{self.language}/{self.stem}"


class Follower(models.Model):
    """Someone who asked for a letter when an article comes out; counts only once confirmed."""

    email = models.EmailField()
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["email", "language"], name="one_follower_per_address_and_language")
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)


class Announced(models.Model):
    """An article of which the followers were told, or which was there before anyone followed."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"page {self.page_id}"
