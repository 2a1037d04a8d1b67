"""Property tests of arithmetic share their cores with databases and browsers: no deadline on the single example."""

from hypothesis import settings

settings.register_profile("shared cores", deadline=None)
settings.load_profile("shared cores")
