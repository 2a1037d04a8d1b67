"""A believable company: the same seed gives the same data. What people did in it was done through the rooms' actions."""
