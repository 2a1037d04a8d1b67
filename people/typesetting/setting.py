"""From data and a template to the bytes of a PDF."""

import datetime
import json
import logging
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)
STANDARDS = ["ua-1", "a-3a"]
GAPS = _(
    "Some characters have no shape in the fonts of this server, and are drawn as boxes. "
    "All words of this document are attached to it as text."
)
NO_WORDS = {"k", "side", "svg", "lang", "region", "href"}
PROBE = b'#set document(title: "-")\n#set text(lang: "en")\n#sys.inputs.text'


@cache
def fonts():
    """The fonts of the pages in the form that Typst reads, and those of the machine behind them."""
    return typst.Fonts(font_paths=[Path(settings.BASE_DIR) / "static" / "fonts" / "ttf"])


def typeset(template, data, *, made_at):
    """The PDF of `data` (which json can write) by the template at that path, dated `made_at`.

    A missing alternative text, title or heading raises TypstError: such a template is wrong. Characters that no font of this
    machine can draw cost the document its claim to the standards: a sentence on its last page says so, and its text is attached.
    """
    made_at = made_at.astimezone(datetime.UTC).replace(microsecond=0)
    data = {**_language(), "day": day_of(made_at), "gaps": "", **data}
    try:
        return _compiled(template, data, pdf_standards=STANDARDS, timestamp=made_at)
    except typst.TypstError:
        if can_be_drawn(unusual_in(data)):
            raise
    log.info("a document was set without PDF/A and PDF/UA: no font has some of its characters")
    return _compiled(template, {**data, "gaps": str(GAPS), "words": "\n".join(words_in(data))}, timestamp=made_at)


def _compiled(template, data, **options):
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    compiler = typst.Compiler(template, root=settings.BASE_DIR, font_paths=fonts(), sys_inputs=inputs)
    return compiler.compile(format="pdf", **options)


def words_in(data):
    """All words of a document's data, line by line."""
    if isinstance(data, dict) and "runs" in data:
        yield "".join(run.get("t", "\n") for run in data["runs"])
    elif isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in pairs:
            yield from words_in(value) if key not in NO_WORDS else ()
    elif isinstance(data, str) and data:
        yield data


def unusual_in(data):
    """The characters beyond Latin-1 that stand in a document's data, each once."""
    return "".join(sorted({letter for letter in json.dumps(data, ensure_ascii=False) if letter > "ÿ"}))


def can_be_drawn(letters):
    """Whether each of these characters has a shape in some font of this machine."""
    try:
        typst.Compiler(PROBE, font_paths=fonts(), sys_inputs={"text": letters}).compile(format="pdf", pdf_standards=STANDARDS)
    except typst.TypstError:
        return False
    return True


def day_of(moment):
    """A day as templates take it."""
    return {"year": moment.year, "month": moment.month, "day": moment.day}


def _language():
    language, _dash, region = (get_language() or "en").partition("-")
    return {"lang": language, "region": region[:2]}
