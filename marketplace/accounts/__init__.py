"""Who signs in: people with an account, the words for their roles, and clients of the API.

Words: User, Role, ApiClient. A role is held through a posting (places), a membership (organizations)
or a volunteer's record (volunteers); this room only knows its name.
May ask: kernel.
"""
