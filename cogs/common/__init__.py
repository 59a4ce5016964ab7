"""What cogs share: arguments, buttons, lists."""
