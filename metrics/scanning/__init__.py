"""The scan: all observations of the company as arrays, one verdict a series, as of a Monday. Reads, and writes nothing."""

from metrics.scanning.judging import Finding, judge
from metrics.scanning.reading import read

__all__ = ["Finding", "judge", "read"]
