"""What commands ask for: a class for sites, one for backlinks, one for settings, one for health."""
