"""How fast the checking pipeline is, beside a bare loop and its peers, in one run, on one machine."""
