"""Editors upload pictures and PDFs; what is in a file decides, and nothing hidden in it is kept."""

from io import BytesIO
from struct import pack
from zlib import compress, crc32

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests import makers
from tests.makers_projects import a_pdf
from tests.workorders.actions.test_photos import CANARY, picture, with_exif

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def editor():
    user = makers.make_user()
    for group in Group.objects.filter(name__in=("Editors", "Moderators")):
        group.user_set.add(user)
    client = Client()
    client.force_login(makers.fresh(user))
    return client


def send(editor, kind, name, content):
    file = SimpleUploadedFile(name, content)
    sent = {"title": "上传", "file": file, "collection": 1}
    return editor.post(f"/admin/{kind}/add/", sent)


def test_a_picture_is_kept_as_its_pixels_alone(editor):
    content = with_exif("JPEG").getvalue()
    assert CANARY in content
    assert send(editor, "images", "现场.jpg", content).status_code == 302
    kept = get_image_model().objects.get()
    with kept.file.open("rb") as file:
        stored = file.read()
    assert CANARY not in stored
    assert Picture.open(BytesIO(stored)).size == (kept.width, kept.height)


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def test_fifty_thousand_pixels_a_side_are_refused_before_anything_is_unpacked(editor, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("unpacked"))
    header = chunk(b"IHDR", pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", compress(bytes(1000))) + chunk(b"IEND", b"")
    bomb = b"\x89PNG\r\n\x1a\n" + header + rows
    assert send(editor, "images", "small.png", bomb).status_code == 200
    assert not get_image_model().objects.exists()


def test_a_large_picture_is_made_smaller(editor):
    send(editor, "images", "大图.png", picture("PNG", (4000, 1000)).read())
    kept = get_image_model().objects.get()
    assert (kept.width, kept.height) == (2048, 512)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.jpg", b"GIF89a" + b"\x00" * 40),
        ("a.png", b""),
        ("a.png", a_pdf()),
        ("a.html", b"<script>alert(1)</script>"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(editor, name, content):
    assert send(editor, "images", name, content).status_code == 200
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("政策.pdf", a_pdf(), True),
        ("政策.pdf", SVG, False),
        ("政策.pdf", b"%PDF-1.7 and no end", False),
        ("政策.html", a_pdf(), False),
        ("政策.svg", SVG, False),
    ],
)
def test_only_pdfs_are_papers(editor, name, content, kept):
    send(editor, "documents", name, content)
    assert get_document_model().objects.exists() is kept
