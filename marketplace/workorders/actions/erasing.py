"""What is left of orders when their person is erased: that somebody came, and when."""

from django.db import transaction

from marketplace.needs.models import Need
from marketplace.workorders.models import Incident, Offer, Visit, VisitPhoto


@transaction.atomic
def erase_words(need: Need) -> None:
    """Nothing that was written or photographed about the person. Part of erasing them: leave is asked,
    and the journal told, there. Pictures go once that has committed: a file cannot be rolled back."""
    Offer.objects.filter(work_order__need=need).update(by_hand_for="", decline_note="")
    Visit.objects.filter(work_order__need=need).update(record="", companion="")
    Incident.objects.filter(visit__work_order__need=need).update(text="")
    transaction.on_commit(drop_photos_of_the_erased, robust=True)


def drop_photos_of_the_erased() -> int:
    """Remove the pictures of people who are erased, the file before its row, so that what could not be
    removed is found again the next time; return how many."""
    photos = VisitPhoto.objects.filter(visit__work_order__need__resident__erased_at__isnull=False)
    dropped = 0
    for photo in photos.iterator():
        photo.image.delete(save=False)
        photo.delete()
        dropped += 1
    return dropped
