"""Small parts of a page that stand there a hundred times with other names and ids: drawn once, with gaps that are filled in."""

import re
from functools import lru_cache

from django import template
from django.template.base import token_kwargs
from django.template.defaultfilters import stringfilter
from django.template.defaultfilters import truncatechars as shortened
from django.template.loader import get_template
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

register = template.Library()
GAP = re.compile("\ue000([a-z]+)\ue001")  # signs that nobody types: only what we drew has gaps, and not what is filled in


class StencilNode(template.Node):
    """A part with gaps, filled in."""

    def __init__(self, name, values):
        self.name, self.values = name, values

    def render(self, context):
        """The part with each value, escaped, in its gaps."""
        values = {key: str(conditional_escape(value.resolve(context))) for key, value in self.values.items()}
        pieces = list(cut(self.name, tuple(values), get_language()))
        pieces[1::2] = [values[gap] for gap in pieces[1::2]]
        return mark_safe("".join(pieces))


@lru_cache(maxsize=256)
def cut(name, gaps, _language):
    """The template in pieces, every second one the name of a gap; once for each language in a process."""
    drawn = get_template(name).render({gap: mark_safe(f"\ue000{gap}\ue001") for gap in gaps})
    return tuple(GAP.split(drawn))


@register.tag
def stencil(parser, token):
    """`{% stencil "part.html" name=value … %}`: the part may say each value as it is, and nothing else that is not always so."""
    _tag, name, *bits = token.split_contents()
    return StencilNode(name.strip("\"'"), token_kwargs(bits, parser))


class WordNode(template.Node):
    """A translated word, looked up once for each language."""

    def __init__(self, node):
        self.node, self.words = node, {}

    def render(self, context):
        """The word in the reader's language."""
        language = get_language()
        if language not in self.words:
            self.words[language] = self.node.render(context)
        return self.words[language]


@register.tag("translate")
def word(parser, token):
    """Like Django's tag of that name."""
    node = do_translate(parser, token)
    known = node.filter_expression if isinstance(node, TranslateNode) else None
    is_plain = known and not (node.asvar or node.message_context or known.filters) and known.var.literal is not None
    return WordNode(node) if is_plain else node


@register.filter(is_safe=True)
@stringfilter
def truncatechars(value, most):
    """Like Django's filter of that name, which takes its time with words that are short enough."""
    return value if len(value) <= int(most) else shortened(value, most)
