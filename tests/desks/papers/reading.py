"""What stands on a paper, read back out of the PDF."""

import pypdfium2


def words_of(content: bytes) -> str:
    """Everything on all pages, without gaps: where a line ends is no part of what it says."""
    return "".join("".join(pages_of(content)).split())


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as paper:
        return [page.get_textpage().get_text_range() for page in paper]


def made_at(content: bytes) -> str:
    """As PDF writes it: D:20261021020000Z."""
    with pypdfium2.PdfDocument(content) as paper:
        return paper.get_metadata_value("CreationDate")
