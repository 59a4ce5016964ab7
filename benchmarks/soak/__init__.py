"""Weeks of checks through the real engine, with a clock of their own and a web that misbehaves."""
