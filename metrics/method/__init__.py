"""What the page "How drift is judged" is made of: the usual rules, what was measured of them and of us, an example. Pure."""
