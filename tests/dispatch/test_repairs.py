"""Every change that the engine may think of has its sentence, in both languages, with its amount."""

import pytest
from django.utils.translation import override

from marketplace.dispatch.engine import OF_SEEKER, Kind, Part, Remedy
from marketplace.dispatch.keys import order_key, service_key
from marketplace.dispatch.repairs import TOLD, sentences_of
from matching.explain.moves import NOTHING
from tests import makers
from tests.journeys.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def codes(scene):
    return {
        Kind.AREA: scene.community.subdistrict.pk,
        Kind.DISTRICT: scene.community.subdistrict.district.pk,
        Kind.QUALIFICATION: makers.make_qualification("HC").pk,
        Kind.GROUP: "E",
        Kind.LEVEL: "1",
        Kind.NEED_TYPE: scene.need_type.pk,
        Kind.SERVICE: scene.need_type.subcategory_id,
        Kind.HOURS: "mon_morning",
        Kind.OTHER_TIME: "mon_morning",
        Kind.LANGUAGE: "wu",
        Kind.SEX: "female",
        Kind.VISIT: "0",
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_change_names_whom_it_is_about(scene, kind, language):
    service, order = scene.service(), scene.ordered()
    key = order_key(order.pk) if kind in OF_SEEKER else service_key(service.pk)
    code = codes(scene).get(kind, "")
    remedy = Remedy("x", 1, (Part(kind, key, code, 3, 1),), NOTHING)
    with override(language):
        ((sentence,),) = sentences_of([remedy])
        who = order.number if kind in OF_SEEKER else service.organization.name
    assert who in sentence
    assert "%(" not in sentence
    assert not code or kind is Kind.VISIT or f"“{code}”" not in sentence


def test_no_kind_is_without_its_sentence():
    assert set(TOLD) == set(Kind)
