"""The door for organizations: how one applies, hands in its papers, and moves in."""
