"""What a document says of who signed, and by what it is checked."""

import datetime

from django.utils.translation import gettext as _

from plans.documents.wording import Exact, moment
from plans.models import Side


def signs_of(text):
    """Who signed, under which sentence; and whose signature is missing."""
    return [_sign(side, _signed(text).get(side), text) for side in Side.values]


def _signed(text):
    if text.version:
        return {one["side"]: one for one in text.version.attested["signatures"]}
    if text.proposal is None:
        return {}
    fields = ("side", "typed_name", "sentence", "signed_at")
    return {one.side: {name: getattr(one, name) for name in fields} for one in text.proposal.signatures.all()}


def _sign(side, signed, text):
    name = text.body["parties"][side]["name"]
    if signed is None:
        return {"side": side, "name": name, "typed": "", "sentence": _("not signed"), "at": ""}
    at = signed["signed_at"]
    at = at if isinstance(at, datetime.datetime) else datetime.datetime.fromisoformat(at)
    signer = signed.get("name", name)
    return {"side": side, "name": signer, "typed": signed["typed_name"], "sentence": signed["sentence"], "at": moment(at)}


def prints_of(text):
    """The fingerprints by which a document is checked against the record."""
    if text.version:
        text_digest, digest = (Exact(bytes(one).hex()) for one in (text.version.text_digest, text.version.digest))
        return [[_("Fingerprint of the text"), text_digest], [_("Fingerprint of the record"), digest]]
    if text.proposal:
        return [[_("Fingerprint of the text"), Exact(bytes(text.proposal.text_digest).hex())]]
    return []
