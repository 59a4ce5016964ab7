"""The ground floor: what is kept, in SQLite through sqlite-utils. Imports nothing of the house above."""
