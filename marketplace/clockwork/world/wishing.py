"""The wish board of a district: small things in every state, written down, checked, given and thanked for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households.choices import Purpose
from marketplace.households.models import Resident
from marketplace.organizations.choices import MembershipRole, OrganizationState
from marketplace.organizations.models import Membership
from marketplace.places.models import Community, District
from marketplace.places.queries import staff_of
from marketplace.wishes import actions
from marketplace.wishes.models import MicroWish

# (group, what, why, yuan, thanks)
THINGS = (
    (
        "E",
        "一台能听评弹的收音机",
        "眼睛看不清了，白天就爱听一段评弹。",
        120,
        "天天在听，家里又热闹了，谢谢您！",
    ),
    ("E", "一双防滑的棉鞋，42 码", "去年冬天在楼道里滑倒过一次。", 90, "鞋很暖和，出门不怕了。"),
    (
        "M",
        "一套小学五年级的课外书",
        "很爱看书，家里的都翻烂了。",
        150,
        "我已经看完两本了，谢谢叔叔阿姨！",
    ),
    ("D", "一口轻一点的炒锅", "手腕没力气，原来的铁锅端不动。", 130, "新锅真轻，自己又能炒菜了。"),
    (
        "E",
        "一个带大按键的电话机",
        "听得见，就是看不清小按键。",
        110,
        "号码看得清了，给女儿打了第一个电话。",
    ),
    ("S", "一床薄被子", "换季的时候没有合适的被子。", 160, "被子很软和，谢谢！"),
    ("M", "一个书包", "书包带子断了，缝过好几次。", 100, "同学都说书包好看。"),
    ("E", "一把坐着洗澡的凳子", "站着洗澡总是头晕。", 140, "坐着洗，心里踏实多了。"),
    ("M", "一盏护眼台灯", "晚上写作业灯光太暗。", 130, "晚上写字不累眼睛了。"),
    ("E", "一副放大镜", "看药盒上的小字很吃力。", 40, "药盒上的字都看得清了。"),
    ("U", "一个电热水壶", "旧的坏了，一直用锅烧水。", 80, "水一会儿就开，谢谢您。"),
    ("P", "一顶毛线帽", "化疗以后头上怕冷。", 50, "帽子戴着正好，谢谢好心人。"),
)
# How far each of them is, one after the other.
FATES = (
    "wished",
    "published",
    "published",
    "published",
    "adopted",
    "delivered",
    "thanked",
    "thanked",
)
GIVERS = ("演示·热心市民", "演示·退休教师", "演示·快递小哥")


def hang(district: District, home: Community, *, dice: Random, at: datetime) -> int:
    """Each thing twice, for somebody of its group, in the weeks before `at`: three of them in `home`. How many."""
    people = _by_group(district, home, dice)
    fates, givers = cycle(FATES), _givers(district)
    made = 0
    for thing in (*THINGS, *THINGS):
        if resident := next(people[thing[0]], None):
            moment = at - timedelta(days=12, hours=made)
            _live(resident, thing, next(fates), made, givers, at=moment)
            made += 1
    return made


def _by_group(district: District, home: Community, dice: Random) -> dict[str, Iterator[Resident]]:
    """Who consented to services, those of `home` first, by their group; nobody in two of them."""
    consented = Resident.objects.filter(
        household__community__subdistrict__district=district,
        erased_at=None,
        consents__purpose=Purpose.SERVICE,
        consents__withdrawn_at=None,
    ).order_by("pk")
    rows = list(consented.values_list("pk", "groups", "household__community").distinct())
    dice.shuffle(rows)
    near = [row for row in rows if row[2] == home.pk][:3]
    taken: set[int] = set()
    found: dict[str, list[int]] = {thing[0]: [] for thing in THINGS}
    for pk, group, _community in (*near, *rows):
        if group in found and pk not in taken and len(found[group]) < len(THINGS):
            taken.add(pk)
            found[group].append(pk)
    return {group: map(_resident, pks) for group, pks in found.items()}


def _resident(pk: int) -> Resident:
    return Resident.objects.select_related("household__community").get(pk=pk)


def _givers(district: District) -> Iterator[Membership | None]:
    """Managers of organizations that may give, in turn."""
    found = Membership.objects.filter(
        organization__state=OrganizationState.RESIDENT,
        organization__community__subdistrict__district=district,
        role=MembershipRole.MANAGER,
    ).select_related("organization", "user")
    return cycle(list(found.order_by("pk")[:5]) or [None])


def _live(
    resident: Resident,
    thing: tuple[str, str, str, int, str],
    fate: str,
    number: int,
    givers: Iterator[Membership | None],
    *,
    at: datetime,
) -> MicroWish:
    group, title, story, yuan, thanks = thing
    community: Community = resident.household.community
    steward = _first(community, Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER)
    officer = _first(community, Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER)
    wish = actions.make_wish(
        resident,
        group=resident.groups.get(pk=group),
        title=title,
        story=story,
        value=yuan * 100,
        agreed=True,
        by=steward,
        at=at,
    )
    if fate == "wished":
        return wish
    actions.publish_wish(wish, by=officer, at=at + timedelta(days=1))
    if fate == "published":
        return wish
    given = at + timedelta(days=3)
    giver = next(givers) if number % 2 else None
    if giver is not None:
        actions.adopt_wish(wish, organization=giver.organization, by=giver.user, at=given)
    else:
        citizen = actions.Citizen(GIVERS[number % len(GIVERS)], f"1390000{number:04d}")
        actions.adopt_wish(wish, citizen=citizen, by=None, at=given)
    if fate == "adopted":
        return wish
    actions.deliver_wish(wish, by=steward, at=at + timedelta(days=7))
    if fate == "thanked":
        actions.thank_for_wish(wish, thanks=thanks, by=steward, at=at + timedelta(days=8))
    return wish


def _first(community: Community, *roles: str) -> User:
    found = staff_of(community, *roles).first()
    assert found is not None, "a demo has staff everywhere"
    return found
