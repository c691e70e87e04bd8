"""Who signs in: people with an account, and the words for their roles.

Words: User, Role. A role is held through a posting (places), a membership (organizations) or a
volunteer's record (volunteers); this room only knows its name.
May ask: kernel.
"""
