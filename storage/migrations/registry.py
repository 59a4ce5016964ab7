"""The one list that the steps enter themselves in."""

from sqlite_utils import Migrations

migrations = Migrations("backlight")
