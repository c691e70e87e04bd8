"""The words of the house: which messages stand in its sources, and what the catalogues say to each.

Messages are written in English where they are used; `locale/zh_Hans` holds the Chinese that people read.
English needs no catalogue: its messages say themselves. Everything here is plain Python, so that a new
word can be found and a catalogue compiled on a computer without the gettext tools.
"""
