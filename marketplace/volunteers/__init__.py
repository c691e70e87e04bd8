"""Who helps unpaid: volunteers, what they may do, where, and how many people they can take on.

Words: Volunteer, their skills (qualifications) and subcategories, insurance and background declaration.
May ask: catalogue, places, journal, accounts, kernel.
"""
