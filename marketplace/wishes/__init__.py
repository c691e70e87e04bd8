"""Small things that somebody would like to have, and that somebody else likes to give: the micro-wish (微心愿).

Words: MicroWish (a thing of little value, never money, told without a name), adopter (an organization, or a citizen
who leaves a telephone), due day (until when the thing is brought to the community). Who gives never learns to whom:
the thing goes through the hands of the community's staff, and thanks come back the same way.
May ask: households, organizations, workdays, catalogue, places, journal, accounts, kernel.
"""
