"""The same way for other systems: /api/ with the same rules and messages as the pages.

Words: a Client is a system with a token; a scope is what it may do, the postings of its user are where.
A POST carries an Idempotency-Key and is Answered once. A problem is a refusal as RFC 9457 writes it.
Each file of operations is named for the room it reads; what writes is one call of an action or a journey.
Reads anything below desks; `operations` puts the rooms together, `urls` gives them their addresses.
"""
