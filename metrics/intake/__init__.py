"""From rows that others sent to observations and facts: each taken, found unchanged, or refused with its reason."""
