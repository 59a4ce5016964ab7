"""One round of checks: claim, fetch, observe, judge, save; and the guard against crying wolf."""
