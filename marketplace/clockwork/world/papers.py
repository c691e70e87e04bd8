"""A paper that can be opened and has nothing on it, for what people hand in."""

OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
)


def a_paper() -> bytes:
    """A PDF of one empty page (ISO 32000: header, objects, their offsets, trailer)."""
    written, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(OBJECTS, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    count, table = len(OBJECTS) + 1, len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % count
    written += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, table)
    return written
