"""The pieces that an editor puts a page together from."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageChooserBlock

from reprieve.clinic.money.published import published_prices
from reprieve.clinic.site.showing_evidence import draw_forest, drawable_definitions, group_studies

TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
SHORT_TEXT = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "site/blocks/text.html"


class CalloutBlock(blocks.StructBlock):
    """A box that stands out."""

    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("note", _("Good to know")), ("care", _("Take care")), ("urgent", _("Urgent"))],
        default="note",
    )
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_TEXT)

    class Meta:
        icon = "warning"
        label = _("Box")
        template = "site/blocks/callout.html"


class PictureBlock(blocks.StructBlock):
    """A picture; what it shows must be said in words."""

    image = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(
        label=_("what it shows"),
        max_length=300,
        help_text=_("For people who do not see it. Say what it shows, not that it is a picture."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "site/blocks/picture.html"


class PlainTableBlock(TableBlock):
    """A table of text; a cell may hold markers of sources."""

    class Meta:
        icon = "table"
        label = _("Table")
        template = "site/blocks/table.html"


class ForestBlock(blocks.StructBlock):
    """The forest picture of one pooled figure, drawn from the studies as they are now."""

    outcome = blocks.ChoiceBlock(
        label=_("what was counted"), choices=drawable_definitions, help_text=_("What at least two studies counted.")
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"picture": draw_forest(value["outcome"])}

    class Meta:
        icon = "form"
        label = _("Forest picture")
        template = "site/blocks/forest.html"


class StudiesBlock(blocks.StaticBlock):
    class Meta:
        icon = "list-ul"
        label = _("All studies")
        admin_text = _("The table of all studies, from the data.")
        template = "site/blocks/studies.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"groups": group_studies()}


class PricesBlock(blocks.StaticBlock):
    class Meta:
        icon = "tag"
        label = _("Prices")
        admin_text = _("The price list as it is published.")
        template = "site/blocks/prices.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"prices": published_prices(get_language() or "en")}


class EmergencyBlock(blocks.StaticBlock):
    class Meta:
        icon = "warning"
        label = _("Whom to call in an emergency")
        admin_text = _("911 and 988, and when to call them.")
        template = "site/blocks/emergency.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=250)
    answer = blocks.RichTextBlock(label=_("answer"), features=SHORT_TEXT)

    class Meta:
        icon = "help"
        label = _("Question")


class SectionBlock(blocks.StructBlock):
    """Questions of one kind."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label=_("questions"))

    class Meta:
        icon = "folder-open-inverse"
        label = _("Section")
        template = "site/blocks/section.html"


class BodyBlock(blocks.StreamBlock):
    """What stands on most pages."""

    text = TextBlock(features=TEXT)
    callout = CalloutBlock()
    picture = PictureBlock()
    table = PlainTableBlock()
    forest = ForestBlock()
    studies = StudiesBlock()
    prices = PricesBlock()
    emergency = EmergencyBlock()


class SectionsBlock(blocks.StreamBlock):
    text = TextBlock(features=TEXT)
    section = SectionBlock()
