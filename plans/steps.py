"""Where the next step about a finding is taken: the address of its form."""

from urllib.parse import urlencode

from django.urls import reverse


def url_of(plan, finding):
    """The address of the form that takes the next step, begun as the finding says; where there is none, the place on the page."""
    ids = {"goal_add": [], "offer_add": [], "measure_add": [finding.goal_id], "item_edit": [finding.item_id]}
    if finding.form not in ids:
        return f"#{finding.anchor}"
    url = reverse(f"plans:{finding.form}", args=[plan.pk, *ids[finding.form]])
    return f"{url}?{urlencode(finding.begins_with)}" if finding.begins_with else url
