"""How many diaries one address sent lately. The only thing these pages store."""

from __future__ import annotations

from django.db import models


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
