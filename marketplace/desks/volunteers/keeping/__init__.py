"""Who helps where we work: new ones are looked at, papers are kept, somebody without an account is entered."""
