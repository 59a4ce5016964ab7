"""How right Backlight is, measured: a file per room, each with `run(shared) -> bool` (do its bars hold?)."""
