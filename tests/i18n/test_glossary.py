"""Chinese words follow the glossary of the domain: one thing, one word, on every screen."""

import re

import pytest
from django.utils.translation import override

from marketplace.accounts.choices import Role
from marketplace.catalogue.files import read_lists
from marketplace.households.choices import LowIncomeStatus
from marketplace.kernel.lifecycle import Lifecycle
from marketplace.needs.lifecycle import NEED
from marketplace.organizations.choices import OrganizationKind
from marketplace.organizations.lifecycle import ORGANIZATION, SERVICE
from marketplace.satisfaction.lifecycle import COMPLAINT
from marketplace.volunteers.lifecycle import VOLUNTEER
from marketplace.workorders.lifecycle import OFFER, VISIT, WORK_ORDER
from tests.i18n.words import sayings

# (what staff read, what the resident reads)
NEEDS = {
    "draft": ("草稿", "还没有提交"),
    "submitted": ("已提交", "我们已经收到"),
    "returned": ("已退回补正", "还需要您补充一点内容"),
    "triaged": ("已研判", "我们正在了解情况"),
    "assessed": ("已评估", "我们正在了解情况"),
    "approved": ("已批准", "已批准"),
    "ordered": ("已下单", "我们正在为您找服务人员"),
    "in_service": ("服务中", "已有人上门服务"),
    "fulfilled": ("服务完成", "已完成：您觉得怎么样？"),
    "closed": ("已办结", "已办结"),
    "referred": ("已转介", "已转到其他部门"),
    "rejected": ("不予批准", "未获批准"),
    "merged": ("已合并", "已与先前的需求合并办理"),
    "withdrawn": ("已撤回", "已撤回"),
    "on_hold": ("已暂停", "已暂停"),
}
WORK_ORDERS = {
    "created": ("待派单", "我们正在为您找服务人员"),
    "dispatched": ("已派单", "已联系服务人员，等待答复"),
    "accepted": ("已接单", "服务人员已答应"),
    "scheduled": ("已约定上门", "已约好上门时间"),
    "in_progress": ("进行中", "服务已经开始"),
    "delivered": ("已完成，待确认", "已完成：请您确认"),
    "confirmed": ("已确认", "已完成：您觉得怎么样？"),
    "closed": ("已办结", "已办结"),
    "failed": ("未能完成", "这次没有办成"),
    "cancelled": ("已取消", "已取消"),
}
OFFERS = {
    "offered": ("已派单", "已联系服务人员，等待答复"),
    "accepted": ("已接单", "服务人员已答应"),
    "declined": ("已拒单", "我们正在另找服务人员"),
    "lapsed": ("超时未答复", "我们正在另找服务人员"),
    "recalled": ("已撤回派单", "我们正在另找服务人员"),
    "returned": ("接单后退单", "我们正在另找服务人员"),
    "done": ("已完成", "已完成"),
}
VISITS = {
    "planned": ("已安排", "已安排"),
    "under_way": ("正在上门", "服务人员已到"),
    "done": ("已完成", "已完成"),
    "missed": ("未进行", "没有进行"),
    "cancelled": ("已取消", "已取消"),
}
ORGANIZATIONS = {
    "registered": ("已登记", "尚未审核"),
    "listed": ("已列入服务主体清单", "已审核，有能力承接"),
    "resident": ("已入驻", "已入驻"),
    "applied": ("申请入名单", "正在核查"),
    "suspended": ("已暂停服务", "已暂停"),
    "removed": ("已移出", "已离开"),
}
SERVICES = {
    "draft": ("草稿", "尚未审核"),
    "on_shelf": ("已上架", "已上架"),
    "submitted": ("待审核", "正在核查"),
    "off_shelf": ("已下架", "目前不提供"),
}
COMPLAINTS = {
    "received": ("已收到", "我们已经收到"),
    "answered": ("已答复", "已答复"),
    "closed": ("已办结", "已办结"),
}
VOLUNTEERS = {
    "active": ("可以服务", "随时可以服务"),
    "paused": ("暂时休息", "暂时休息"),
    "left": ("已退出", "已离开"),
}
ROLES = {
    "steward": "小管家",
    "community_staff": "社区工作人员",
    "subdistrict_officer": "街道经办人员",
    "hotline_operator": "热线话务员",
    "dispatcher": "调度员",
    "bureau_officer": "区民政局工作人员",
    "evaluator": "评审专家",
    "organization": "社会组织",
    "volunteer": "志愿者",
}
STATUSES = {
    "none": "无",
    "dibao": "最低生活保障（低保）",
    "destitute": "特困人员",
    "dibao_margin": "低保边缘家庭",
    "expenditure": "支出型困难家庭",
    "prone": "易返贫致贫人口",
}
KINDS = {
    "association": "社会团体",
    "service_institution": "社会服务机构（民办非企业单位）",
    "foundation": "基金会",
    "professional_team": "专业服务队伍",
    "enterprise": "爱心企业",
}
# Where the English says this, the Chinese says that.
TERMS = {
    r"stewards?": "小管家",
    r"volunteers?": "志愿者",
    r"communit(y|ies)": "社区",
    r"subdistricts?": "街道",
    r"districts?": "区",
    r"bureau": "民政局",
    r"dispatch centre": "调度中心",
    r"dispatchers?": "调度员",
    r"hotline": "热线",
    r"residents?": "居民|入驻",
    r"households?": "家庭|户",
    r"guardians?": "监护人",
    r"helpers?": "服务人员|人手|到场|服务",
    r"providers?": "服务主体|派单|派的|改派",
    r"organizations?": "组织|机构|入驻",
    r"work orders?": "工单",
    r"list of needs": "需求清单",
    r"need types?|kinds? of need": "需求类型|类需求",
    r"target groups?": "群体",
    r"urgency": "标签",
    r"pick(ed)?": "点单|选",
    r"shelf": "货架|上架|下架|在架|入驻",
    r"rounds?": "轮",
    r"triage[sd]?": "研判",
    r"assessed": "评估",
    r"approv(e|es|ed)": "批准|审批",
    r"reject(ed)?": "不予批准|未予批准|未批准",
    r"referred|refer|pass(ed)? (it )?on": "转介|转到",
    r"declin(e|ed)": "拒单|采纳",
    r"recall(ed)?": "撤回",
    r"withdr(aw|awn|ew)": "撤回",
    r"resumed?": "恢复",
    r"consents?": "同意",
    r"notice about personal data": "个人信息处理告知书",
    r"complain(t|ts)?": "投诉",
    r"satisf(ied|action)": "满意",
    r"qualifications?": "资质",
    r"licences?": "证照",
    r"visits?": "上门|走访|回访",
    r"incidents?": "突发情况|事件",
    r"alerts?": "预警",
    r"clocks?": "时限|计时",
    r"papers": "手续|资质|证照|材料",
    r"slip": "回执",
    r"follow code": "查询码",
    r"fast lane": "绿色通道",
    r"in danger|at risk": "危险|危及",
    r"minors?": "未成年人",
    r"journal": "操作记录",
    r"working days?": "工作日",
    r"identity number": "证件号|身份证号|证件号码",
    r"phone|telephone": "电话|手机|拨打",
    r"erased?": "删除",
    r"ban(ned)?": "禁止",
}


@pytest.mark.parametrize(
    ("lifecycle", "words"),
    [
        (NEED, NEEDS),
        (WORK_ORDER, WORK_ORDERS),
        (OFFER, OFFERS),
        (VISIT, VISITS),
        (ORGANIZATION, ORGANIZATIONS),
        (SERVICE, SERVICES),
        (COMPLAINT, COMPLAINTS),
        (VOLUNTEER, VOLUNTEERS),
    ],
    ids=lambda each: each.name if isinstance(each, Lifecycle) else "",
)
def test_every_state_has_its_word_for_staff_and_for_residents(lifecycle, words):
    with override("zh-hans"):
        assert {
            str(code): (str(state.label), str(state.resident))
            for code, state in lifecycle.states.items()
        } == words


@pytest.mark.parametrize(
    ("choices", "words"),
    [(Role, ROLES), (LowIncomeStatus, STATUSES), (OrganizationKind, KINDS)],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_roles_statuses_and_kinds_have_their_official_words(choices, words):
    with override("zh-hans"):
        assert {code: str(label) for code, label in choices.choices} == words


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_the_same_word_everywhere(term):
    english, chinese = re.compile(rf"\b(?:{term})\b", re.IGNORECASE), re.compile(TERMS[term])
    filled_in = re.compile(r"%\(\w+\)[sd]")
    meant = [
        (entry.msgid, said)
        for entry, said in sayings()
        if english.search(filled_in.sub("", f"{entry.msgid} {entry.msgid_plural}"))
    ]
    assert meant, "no message uses this term any more"
    assert [pair for pair in meant if not chinese.search(pair[1])] == []


def test_the_closed_lists_stand_in_the_words_of_the_programme():
    lists = read_lists()
    assert {
        name: [each["name_zh"] for each in lists[name]] for name in ("tags", "groups", "levels")
    } == {
        "tags": ["紧急干预", "纳入兜底", "需要关爱", "持续关注"],
        "groups": [
            *("困难老人", "残疾人", "未成年人", "重大疾病患者"),
            *("有劳动能力但失业的家庭", "单亲家庭"),
        ],
        "levels": [
            *("基本生活照料与支持服务", "精神关爱与疏导服务"),
            *("预防保健和康复护理服务", "生活与就业能力提升服务"),
        ],
    }
