"""The same bot in a simulated Discord, with a small neighbourhood of linking pages on loopback."""
