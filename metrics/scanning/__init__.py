"""The scan: all observations of the company as arrays, one verdict a series, as of a Monday. What it finds, others write down."""

from metrics.scanning.findings import Finding, Findings
from metrics.scanning.reading import read
from metrics.scanning.tracking import found

__all__ = ["Finding", "Findings", "found", "judge", "read"]


def judge(company):
    """Findings for all series with data or a target now, by metric and e-mail. People who have left count for their team only."""
    findings = Findings(company)
    for one in found(company):
        findings.add(one)
    return findings
