"""Tables, queries and migrations: the only code that speaks SQL. See README.md."""
