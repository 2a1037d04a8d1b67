"""A believable company: the same seed gives the same data. Everything that people did in it was done through the rooms' actions."""
