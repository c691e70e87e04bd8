"""What the data of a person must be like. Pure: plain values, the day handed in.

identity: identity numbers · names · contacts: phones and addresses · ages: days of birth, guardians ·
person: all of it together, in agreement · consents: who gives them, what wants one of its own ·
reasons: why somebody looks · masks: what others see.
"""
