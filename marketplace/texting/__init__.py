"""What goes to phones: short messages through somebody else's network, and proof that a number is in somebody's hand.

Words: PhoneCode (six digits, sent to a number and typed back: once, within ten minutes, in five tries), gateway
(whoever carries messages; `settings.TEXT_GATEWAY` names it, none: nothing is sent and nobody is asked for a code).
Numbers and codes are kept as keyed digests, and a day long at most; messages are not kept at all.
May ask: kernel.
"""
