"""The application: everything between Discord (cogs) and the database (storage)."""
