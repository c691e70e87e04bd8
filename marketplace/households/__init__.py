"""People: households, their residents, and what they consented to. ALL personal data of residents.

Words: Household, Resident, Consent. Names, identity numbers, phones, addresses and health notes are
encrypted at rest and looked up through keyed digests; they leave this room only through `showing`,
which masks by who looks, why, and how far the help has come.
May ask: catalogue, places, workdays, journal, accounts, kernel.
"""
