"""Getting a page, as a guest: address guard, robots.txt, pacing per host, bounded and conditional requests."""
