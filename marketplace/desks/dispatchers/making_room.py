"""Which unanswered offers would have to move so that an order is offered, before anybody agrees to it."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.desks.differences import Moved
from marketplace.dispatch.names import name_of, names_of
from marketplace.dispatch.room import Room, room_for
from marketplace.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Preview:
    """`name` would be asked once these had moved; `agreed` names their offers, for the button."""

    name: str
    moved: list[Moved]
    agreed: str

    @property
    def left(self) -> int:
        """How many would have nobody for now."""
        return sum(not each.after for each in self.moved)


def preview_of(order: WorkOrder, at: datetime) -> Preview | None:
    """None if no offer that waits for an answer could make room."""
    room = room_for(order, at=at)
    return _preview(room) if room else None


def _preview(room: Room) -> Preview:
    names = names_of(key for key in (room.to, *(shift.to for shift in room.shifts)) if key)
    moved = [
        Moved(
            shift.offer.work_order,
            name_of(shift.offer.provider),
            names.get(shift.to, ""),
        )
        for shift in room.shifts
    ]
    return Preview(names[room.to], moved, ",".join(str(shift.offer.pk) for shift in room.shifts))
