"""What can go wrong with the database's folder or file, as a sentence for the person who runs the bot."""


class StorageError(Exception):
    """The database cannot be used. The message is one plain sentence that says what to do."""
