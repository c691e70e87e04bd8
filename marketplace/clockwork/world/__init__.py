"""The demo's district: people, providers, families, a past and a present, always the same for a seed.

Everybody in it is invented and looks it. The past is written in bulk, under the same constraints and
triggers as daily use; the present is made by the same journeys that the desks call.
"""
