"""Sample forms: every kind of field."""

from django import forms

from marketplace.look import forms as look_forms
from marketplace.look.style.words import say

DAYS = [
    ("mon", say("周一", "Monday")),
    ("wed", say("周三", "Wednesday")),
    ("fri", say("周五", "Friday")),
]
DANGERS = [
    ("yes", say("有危险", "Yes")),
    ("no", say("没有", "No")),
    ("unsure", say("说不准", "Not sure")),
]
DANGER_HINTS = {
    "yes": say("马上转入 24 小时快速通道", "Goes at once into the 24-hour fast lane"),
    "unsure": say("先按有危险处理", "Treated as danger first"),
}
PLACES = [
    ("", say("请选择", "Please choose")),
    ("home", say("上门", "At home")),
    ("station", say("到站", "At the station")),
]


class SampleForm(forms.Form):
    name = forms.CharField(label=say("姓名", "Name"), max_length=40)
    phone = forms.RegexField(
        r"^1\d{10}$",
        label=say("手机号", "Phone"),
        help_text=say("11 位，用于上门前联系", "11 digits, to call before a visit"),
        widget=look_forms.ShortText(width=13),
        error_messages={"invalid": say("手机号应为 11 位数字", "A phone number has 11 digits")},
    )
    on = forms.DateField(
        label=say("希望哪天上门", "Which day"), widget=look_forms.DateInput, required=False
    )
    words = forms.CharField(
        label=say("需要什么帮助", "What help is needed"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    place = forms.ChoiceField(label=say("怎样服务", "Where"), choices=PLACES)
    danger = forms.ChoiceField(
        label=say("现在有危险吗？", "Is anyone in danger now?"),
        help_text=say("生命、身体或儿童安全", "Life, body, or a child's safety"),
        choices=DANGERS,
        widget=look_forms.RadioCards(hints=DANGER_HINTS),
    )
    days = forms.MultipleChoiceField(
        label=say("哪几天方便", "Which days suit"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consent = forms.BooleanField(label=say("居民已知情并同意", "The resident knows and agrees"))
    calls = forms.BooleanField(
        label=say("上门前打电话", "Call before visiting"),
        widget=look_forms.SwitchInput,
        required=False,
    )


class SampleSignIn(forms.Form):
    username = forms.CharField(label=say("用户名", "Username"))
    password = forms.CharField(label=say("密码", "Password"), widget=forms.PasswordInput)
