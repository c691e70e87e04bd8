"""How many people can be helped at one time: asked of organizations and of volunteers alike."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PlacesForm(forms.Form):
    places = forms.IntegerField(
        label=_("People at one time"),
        help_text=_("0 takes nobody new; what was accepted goes on."),
        min_value=0,
        widget=forms.NumberInput({"inputmode": "numeric", "data-width": "5"}),
    )
