"""The desk of whoever knows the residents: steward, community staff, subdistrict officer, hotline operator.

Posting needs, following them, triage and approval, the return call, a household's file. Dispatchers and
the bureau read the same pages. What somebody may do here, the rooms say; the desk only asks them.
"""
