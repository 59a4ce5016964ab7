"""The errors that people see: each is a sentence that says what to do."""


class UserError(Exception):
    """A sentence for the person who typed a command. Shown as it is."""


class StartError(Exception):
    """A start that cannot succeed: one plain sentence and the process's exit code."""

    exit_code = 70  # EX_SOFTWARE

    def __init__(self, message: str) -> None:
        super().__init__(message)


class ConfigError(StartError):
    """config.toml or the environment is wrong; the sentence names the key."""

    exit_code = 78  # EX_CONFIG


class TokenError(StartError):
    """Discord refused the token."""

    exit_code = 77  # EX_NOPERM


class IntentError(StartError):
    """Discord refused an intent that the settings ask for."""

    exit_code = 76  # EX_PROTOCOL


class DatabaseError(StartError):
    """The database's folder or file cannot be used."""

    exit_code = 73  # EX_CANTCREAT


class DiscordUnreachableError(StartError):
    """Discord did not answer for long enough to give up; worth a restart."""

    exit_code = 69  # EX_UNAVAILABLE
