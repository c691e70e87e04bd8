"""How things look: the design system that every page is built of.

Knows colours, type, distances, figures and forms, and no noun of the domain: whoever draws a thing
hands in plain words and numbers, already translated.
Words: tone (what a state feels like), figure (a number as a picture), piece (a part of a page that
holds content), mark (a small sign: badge, tag, icon).
Start with README.md; see everything at /style/.
May ask: kernel.
"""
