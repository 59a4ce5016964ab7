import bot  # noqa: F401  # before numpy is loaded: it says how many threads that may have
