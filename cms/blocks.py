"""What an editor builds a page from. Each block is one thing a reader knows."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

PLAIN = ["bold", "link", "document-link", "ol", "ul"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"), max_length=200, help_text=_("For whoever cannot see it.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("What it says"), required=False)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=120)
    answer = blocks.RichTextBlock(label=_("Answer"), features=PLAIN)


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Figure"), max_length=40)
    label = blocks.CharBlock(label=_("What it counts"), max_length=120)


class NoticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("What it says"), required=False)
    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[("neutral", _("Calm")), ("warn", _("Careful")), ("good", _("Good news"))],
        default="neutral",
    )

    class Meta:
        icon = "warning"
        label = _("Notice")
        template = "cms/blocks/notice.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"))
    who = blocks.CharBlock(label=_("Whose words"), max_length=80, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class Body(blocks.StreamBlock):
    """The body of any page with words of its own."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=80, icon="title", template="cms/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        label=_("What it says"), features=PLAIN, template="cms/blocks/text.html"
    )
    picture = PictureBlock()
    steps = blocks.ListBlock(
        StepBlock(), label=_("Steps"), icon="list-ol", template="cms/blocks/steps.html"
    )
    questions = blocks.ListBlock(
        QuestionBlock(),
        label=_("Questions and answers"),
        icon="help",
        template="cms/blocks/questions.html",
    )
    figures = blocks.ListBlock(
        FigureBlock(), label=_("Figures"), icon="table", template="cms/blocks/figures.html"
    )
    notice = NoticeBlock()
    quote = QuoteBlock()
