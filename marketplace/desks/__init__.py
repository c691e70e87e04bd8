"""Pages, by the people who use them. A desk reads anything and makes one call to write."""
