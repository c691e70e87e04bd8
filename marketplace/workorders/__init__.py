"""The help itself: a work order for a need, offers of it, visits, records and incidents.

Words: WorkOrder (工单), Offer (one provider asked, once), Visit (check-in, check-out, record), Incident.
A provider is a service of an organization or a volunteer; never both, and never two for one order.
An order may be charged to a contract whose scope holds it, and then takes its price of it.
May ask: contracts, needs, volunteers, organizations, households, catalogue, places, workdays, journal, accounts,
kernel.
"""
