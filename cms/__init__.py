"""The supermarket's front: its pages, articles, words and pictures, managed in Wagtail.

What a page says about a service or an organization (places, prices, papers, verdicts) is read from the rooms
when it is opened, and is nobody's to edit here. No workflow of its own: what is on the shelf, the rooms say.
"""
