"""Who helps unpaid: volunteers, what they may do, where, and how many people they can take on.

Words: Volunteer, their skills (qualifications) and subcategories, insurance and background declaration;
Unfit (a reason against taking a task). Staff confirm what protects others, volunteers keep the rest.
May ask: catalogue, places, workdays, journal, accounts, kernel.
"""
