"""What holds for all tests."""

from hypothesis import settings

settings.register_profile("house", deadline=None)  # no test asserts an absolute time: machines differ
settings.load_profile("house")
