"""What part of the board somebody looks at. It stands in the address, so it stays put."""

from django.http import QueryDict

from marketplace.desks.maps import Place
from marketplace.supervision.queries import Watched

# The queue of the needs that nobody has judged yet.
UNJUDGED = "none"


class BoardFilter:
    """One tag, one subdistrict, or everything; an address nobody wrote shows everything."""

    def __init__(self, query: QueryDict, *, subdistricts: list[Place]) -> None:
        self.subdistricts = subdistricts
        wanted = query.get("subdistrict", "")
        self.subdistrict = wanted if wanted in {place.code for place in subdistricts} else ""
        self.tag = query.get("tag", "")[:12]

    def here(self, watched: Watched) -> bool:
        """In the part of the district that was chosen."""
        return watched.need.community_id.startswith(self.subdistrict)

    def takes(self, watched: Watched) -> bool:
        if not self.here(watched):
            return False
        if self.tag == UNJUDGED:
            return watched.need.tag_id is None
        return not self.tag or watched.need.tag_id == self.tag
