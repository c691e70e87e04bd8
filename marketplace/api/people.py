"""The resident in an answer: exactly what households.showing lets this caller see."""

from ninja import Field, Schema

from marketplace.api.schemas import Named, Worded
from marketplace.households.showing import Shown, Sight


class PersonOut(Schema):
    """Masked and hidden by who looks and how far the help has come; "" where nothing is shown."""

    sight: Sight = Field(description="How much is shown: masked, contact or record.")
    name: str
    sex: Worded
    age_band: Worded
    community: Named
    phone: str
    address: str
    guardian_name: str
    guardian_phone: str

    @classmethod
    def of(cls, shown: Shown) -> "PersonOut":
        return cls(
            sight=shown.sight,
            name=shown.name,
            sex=Worded(code=shown.sex.value, label=str(shown.sex.label)),
            age_band=Worded(code=shown.age_band.value, label=str(shown.age_band.label)),
            community=Named.of(shown.community),
            phone=shown.phone,
            address=shown.address,
            guardian_name=shown.guardian_name,
            guardian_phone=shown.guardian_phone,
        )
