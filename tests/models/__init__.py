"""Models of the tests, as inline text."""
