"""Settings of one installation. `base` reads the environment; dev, test and production say what differs."""
