from dataclasses import dataclass, field

from marketplace.places.maps import Shape, draw_map


@dataclass
class Place:
    pk: str
    name: str
    outline: list = field(default_factory=list)
    x: int = 0
    y: int = 0


WEST = [[[1000, 500], [2000, 500], [2000, 1500], [1000, 1500]]]
EAST = [[[2000, 500], [3000, 500], [3000, 1500], [2000, 1500]]]
BOTH = [[[1000, 500], [3000, 500], [3000, 1500], [1000, 1500]]]


def test_the_map_has_north_up_and_ten_metres_to_the_unit():
    drawn = draw_map(
        Place("320113", "栖霞区", BOTH),
        [Place("320113001", "尧化街道", BOTH)],
        [
            Place("320113001001", "尧化社区", WEST, 1500, 1400),
            Place("320113001002", "尧石二村社区", EAST, 2500, 600),
        ],
    )
    assert (drawn.width, drawn.height) == (200, 100)
    assert drawn.district.path == "M0,100 200,100 200,0 0,0Z"
    assert drawn.subdistricts == [
        Shape("320113001", "尧化街道", "M0,100 200,100 200,0 0,0Z", 100, 50, "320113")
    ]
    assert drawn.communities == [
        Shape("320113001001", "尧化社区", "M0,100 100,100 100,0 0,0Z", 50, 10, "320113001"),
        Shape(
            "320113001002", "尧石二村社区", "M100,100 200,100 200,0 100,0Z", 150, 90, "320113001"
        ),
    ]


def test_a_name_stands_on_its_place_even_if_the_middle_is_elsewhere():
    hook = [[0, 0], [1000, 0], [1000, 100], [100, 100], [100, 1000], [0, 1000]]
    shape = draw_map(Place("320113", "弯区", [hook]), [], []).district
    assert (shape.x, shape.y) == (10, 90)


def test_islands_are_part_of_the_path():
    island = [[5000, 500], [6000, 500], [6000, 1500]]
    assert draw_map(Place("320113", "区", [*BOTH, island]), [], []).district.path.count("M") == 2


def test_places_without_outline_are_not_on_the_map():
    drawn = draw_map(
        Place("320113", "区"), [Place("320113001", "街道")], [Place("320113001001", "社区")]
    )
    assert (drawn.subdistricts, drawn.communities) == ([], [])
    assert (drawn.width, drawn.height, drawn.district.path) == (0, 0, "")
