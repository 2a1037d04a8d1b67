"""Whose a CRM's row is."""

from collections import Counter

from django.utils.translation import gettext as _

from metrics.intake.crm_map import folded
from metrics.intake.values import Wrong


class Owners:
    """People found by e-mail, by a name that only one of them has, or by what the mapping says of a name.

    `within`: ids of those whose facts may come in, None for everybody.
    """

    def __init__(self, people, mapping, *, within=None):
        people = list(people)
        self.mapping, self.within = mapping, within
        self.by_email = {person.email.lower(): person for person in people}
        self.by_name = {folded(person.name): person for person in people}
        self.namesakes = {name for name, count in Counter(folded(person.name) for person in people).items() if count > 1}
        self.found = {}

    def find(self, text):
        """The person meant. Raises `Wrong`."""
        if text not in self.found:
            self.found[text] = self._known(str(text))
        return self.found[text]

    def _known(self, text):
        found = self.person(text)
        if found is None:
            raise Wrong(_("Nobody here is called %(name)s.") % {"name": text.strip()[:80]})
        if self.within is not None and found.pk not in self.within:
            raise Wrong(_("%(name)s is nobody whose numbers you can bring in.") % {"name": text.strip()[:80]})
        return found

    def person(self, text):
        """The person meant, None if nobody is called so. Raises `Wrong` where more than one is, or where nobody is meant."""
        if not text.strip():
            raise Wrong(_("Nobody is named as the owner."))
        if self.mapping.is_nobody(text):
            raise Wrong(_("%(name)s was said to be nobody here.") % {"name": text.strip()[:80]})
        said = self.mapping.owners.get(folded(text)) or text
        if "@" in said:
            return self.by_email.get(said.strip().lower())
        if folded(said) in self.namesakes:
            raise Wrong(_("More than one person is called %(name)s: write the e-mail address.") % {"name": said.strip()[:80]})
        return self.by_name.get(folded(said))
