"""How big a world is. `district` is Qixia as its bureau told it; the others are it, smaller or larger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts of one district of this scale; `year`: whether tenders go on to contracts and evaluations."""

    name: str
    stewards: int
    organizations: int
    residents_of_shelf: int
    quality: int
    teams: int
    enterprises: int
    volunteers: int
    households: int
    past: int
    present: int
    year: bool = True


SMALL = Scale("small", 140, 40, 24, 16, 4, 8, 160, 300, 500, 60)
DISTRICT = Scale("district", 414, 117, 49, 41, 8, 57, 2000, 3000, 6000, 160)
# Nanjing has eleven districts; each is about four and a half times Qixia here, together about fifty.
CITY = Scale("city", 1900, 530, 220, 185, 36, 260, 9100, 13600, 27300, 700)

SCALES = {scale.name: scale for scale in (SMALL, DISTRICT, CITY)}
