"""A frozen record as data for a page: the same as in its PDF."""

from reviews import pdf


def as_page(one):
    """What a page shows of a released review (`exporting.rows.Released`)."""
    after = one.acknowledged or one.refused
    return pdf.page_of(one.concluded, after=after, digest=one.digest, sealed_at=one.sealed_at)
