"""An export as PDF: all records in one document, each beginning on a page of its own."""

from people.verdict import Refused
from reviews import pdf
from reviews.exporting.writers import said_of

MOST = 300  # records in one document; its memory grows with them


class PdfWriter:
    """Keeps the data of each record and makes one document of them at the end."""

    def __init__(self, path, columns, export):
        self.path, self.export, self.pages = path, export, []

    def write(self, one):
        if len(self.pages) == MOST:
            raise Refused(pdf.TOO_MANY % {"most": MOST})
        self.pages.append(
            pdf.page_of(one.concluded, after=one.acknowledged or one.refused, digest=one.digest, sealed_at=one.sealed_at)
        )

    def close(self):
        foot = " · ".join(str(text) for _name, text in said_of(self.export)[1:3]) + f" · {self.export.pk}"
        title = f"{self.export.round.name}"
        self.path.write_bytes(pdf.document(title, self.pages, foot=foot, made_at=self.export.asked_at))
