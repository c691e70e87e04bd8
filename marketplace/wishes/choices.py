from django.db import models
from django.utils.translation import pgettext_lazy


class WishState(models.TextChoices):
    WISHED = "wished", pgettext_lazy("wish", "To be checked")
    PUBLISHED = "published", pgettext_lazy("wish", "On the board")
    ADOPTED = "adopted", pgettext_lazy("wish", "Adopted")
    DELIVERED = "delivered", pgettext_lazy("wish", "Handed over")
    THANKED = "thanked", pgettext_lazy("wish", "Fulfilled, with thanks")
    REFUSED = "refused", pgettext_lazy("wish", "Not put on the board")
    WITHDRAWN = "withdrawn", pgettext_lazy("wish", "Taken back")
    EXPIRED = "expired", pgettext_lazy("wish", "Time is over")
