from io import BytesIO

import pytest
from PIL import ExifTags, Image

from marketplace.kernel.errors import Hidden, Malformed, RuleBroken
from marketplace.kernel.pictures import MOST_BYTES, only_pixels
from marketplace.workorders import actions
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later

CANARY = b"GPS-32.1234N-118.9876E"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> BytesIO:
    data = BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(data, format=kind, **more)
    data.seek(0)
    return data


def with_exif(kind: str, **tags) -> BytesIO:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = CANARY.decode()
    for name, value in tags.items():
        exif[getattr(ExifTags.Base, name)] = value
    return picture(kind, exif=exif)


@pytest.fixture
def visit(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scene = Scene()
    scene.service()
    return scene.visited()


def test_a_picture_is_kept_under_a_name_that_says_nothing(visit, tmp_path):
    image = picture()
    image.name = "王奶奶家-演示路1号.jpg"
    photo = actions.add_photo(visit, image, by=manager_of(visit.offer), at=later(days=2))
    (kept,) = (file for file in tmp_path.rglob("*") if file.is_file())
    assert kept.name.endswith(".jpg")
    assert "王" not in str(kept)
    assert list(visit.photos.all()) == [photo]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_time_and_camera_are_gone(kind):
    image = with_exif(kind)
    assert CANARY in image.getvalue()
    format_, pixels = only_pixels(image)
    assert format_ == kind
    assert CANARY not in pixels
    again = Image.open(BytesIO(pixels))
    assert (again.size, dict(again.getexif())) == ((60, 40), {})


def test_a_comment_inside_the_picture_is_gone():
    _, pixels = only_pixels(picture("JPEG", comment=CANARY))
    assert CANARY not in pixels


def test_what_was_photographed_sideways_stands_upright():
    _, pixels = only_pixels(with_exif("JPEG", Orientation=6))
    assert Image.open(BytesIO(pixels)).size == (40, 60)


def test_a_large_picture_is_made_smaller():
    _, pixels = only_pixels(picture("JPEG", (4000, 1000)))
    assert Image.open(BytesIO(pixels)).size == (2048, 512)


def test_a_picture_of_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = picture("PNG", (8000, 7000))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("unpacked"))
    with pytest.raises(Malformed) as refusal:
        only_pixels(bomb)
    assert "50" in str(refusal.value.message)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + bytes(100),
        b"%PDF-1.7 not a picture",
        picture().getvalue()[:200],
        picture("PNG").getvalue()[:60],
        b"\xff\xd8\xff" + bytes(500),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name_says(data):
    image = BytesIO(data)
    image.name = "photo.jpg"
    with pytest.raises(Malformed) as refusal:
        only_pixels(image)
    assert list(refusal.value.fields) == ["image"]


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_picture_are_refused(kind):
    with pytest.raises(Malformed):
        only_pixels(picture(kind))


def test_a_file_that_is_too_long_is_not_read_to_its_end():
    class Endless(BytesIO):
        def read(self, size=-1):
            assert 0 < size <= MOST_BYTES + 1
            return bytes(size)

    with pytest.raises(Malformed) as refusal:
        only_pixels(Endless())
    assert "20" in str(refusal.value.message)


def test_pictures_belong_to_visits_that_took_place_and_to_their_provider(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    scene = Scene()
    scene.service()
    order = scene.accepted()
    manager = manager_of(order.offers.get())
    (planned,) = actions.plan_visits(
        order, slots=[(later(days=1), later(days=1, hours=1))], by=manager, at=later(hours=1)
    )
    with pytest.raises(RuleBroken):
        actions.add_photo(planned, picture(), by=manager, at=later(hours=2))
    with pytest.raises(Hidden):
        actions.add_photo(planned, picture(), by=makers.make_member(), at=later(hours=2))
    assert not any(file.is_file() for file in tmp_path.rglob("*"))


def test_a_visit_keeps_twelve_pictures(visit):
    manager = manager_of(visit.offer)
    for _ in range(12):
        actions.add_photo(visit, picture(), by=manager, at=later(days=2))
    with pytest.raises(RuleBroken):
        actions.add_photo(visit, picture(), by=manager, at=later(days=2))
