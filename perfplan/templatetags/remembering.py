"""Parts of a page that are costly to draw and seldom change: drawn once, and kept in this process for a minute."""

import secrets

from django import template
from django.core.cache import caches
from django.utils.safestring import mark_safe

register = template.Library()
# Stands in what is kept, where each answer has a token of its own. Nobody knows it, or a link in a text could carry tokens away.
TOKEN = f"token-{secrets.token_hex(16)}"


class RememberNode(template.Node):
    """What stands between the two tags, from the store if it was drawn for the same key."""

    def __init__(self, key, part, nodes):
        self.key, self.part, self.nodes = key, part, nodes

    def render(self, context):
        """Draw it, or take what was drawn; nothing is kept under an empty key."""
        key = self.key.resolve(context)
        if not key:
            return self.nodes.render(context)
        key = f"{key}{self.part}"
        drawn = caches["drawn"].get(key)
        if drawn is None:
            with context.push(csrf_token=TOKEN):
                drawn = self.nodes.render(context)
            caches["drawn"].set(key, drawn)
        return mark_safe(drawn.replace(TOKEN, str(context.get("csrf_token", ""))))


@register.tag
def remember(parser, token):
    """`{% remember key %}…{% endremember %}`: the key has to name everything that the part shows, its reader included. Parts that
    depend on the same take a name of their own after it.
    """
    _name, key, *part = token.split_contents()
    nodes = parser.parse(["endremember"])
    parser.delete_first_token()
    return RememberNode(parser.compile_filter(key), "".join(part), nodes)
