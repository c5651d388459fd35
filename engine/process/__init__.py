"""The pure core: models in, steps out. No clock, no SQL, no network, no randomness; see README.md."""
