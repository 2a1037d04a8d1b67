"""Everything behind bin/up, bin/test and bin/manage: the environment, servers of our own, and one supervisor.

Nothing here needs Django's settings: it makes what they ask for.
"""
