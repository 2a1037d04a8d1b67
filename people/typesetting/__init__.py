"""Documents as accessible PDF (PDF/UA-1, PDF/A-3a), set by Typst from fixed templates.

What people wrote reaches a template as data and is never markup. The same data, time and fonts give the same bytes.
"""

from people.typesetting.prose import plain, prose
from people.typesetting.setting import STANDARDS, day_of, fonts, typeset

__all__ = ["STANDARDS", "day_of", "fonts", "plain", "prose", "typeset"]
