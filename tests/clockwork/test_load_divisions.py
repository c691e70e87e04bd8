import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from marketplace.places.divisions import QIXIA
from marketplace.places.models import Community, District

pytestmark = pytest.mark.django_db


def test_the_demo_district_is_loaded_when_no_file_is_named(capsys):
    call_command("load_divisions")
    assert Community.objects.count() == 129
    assert (
        "320113 栖霞区: 9 subdistricts; 129 communities; 139 places added"
        in capsys.readouterr().out
    )
    call_command("load_divisions")
    assert "nothing new" in capsys.readouterr().out


def test_one_district_or_a_city_is_chosen_of_a_longer_list(tmp_path, capsys):
    other = "320102,玄武区,district,3201,\n320102002,梅园新村街道,subdistrict,320102,\n"
    file = tmp_path / "nanjing.csv"
    file.write_bytes((QIXIA.read_text(encoding="utf-8") + other).encode("gb18030"))
    with pytest.raises(CommandError, match="2 districts"):
        call_command("load_divisions", str(file))
    assert "nanjing.csv" in capsys.readouterr().out
    call_command("load_divisions", str(file), "--district", "320102", "--verbosity", "0")
    assert capsys.readouterr().out == ""
    assert [d.pk for d in District.objects.all()] == ["320102"]
    call_command("load_divisions", str(file), "--district", "3201")
    assert [d.pk for d in District.objects.all()] == ["320102", "320113"]
    assert "[2/2] 320102" in capsys.readouterr().out


def test_what_is_wrong_is_one_clear_message(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("code,name,level,parent_code\n32011,栖霞区,district,3201\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"(?s)nothing was loaded.*2.*code"):
        call_command("load_divisions", str(file), "--district", "320113")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("load_divisions", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("load_divisions", str(tmp_path))
    assert not District.objects.exists()


def test_the_command_explains_itself(capsys):
    with pytest.raises(SystemExit) as leaving:
        call_command("load_divisions", "--help")
    assert leaving.value.code == 0
    told = capsys.readouterr().out
    assert "code,name,level,parent_code" in told
    assert "--district" in told


def test_it_speaks_one_language_whichever_the_site_speaks(tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("code,name,level,parent_code\n32011,栖霞区,district,3201\n", encoding="utf-8")
    with translation.override("zh-hans"), pytest.raises(CommandError) as refusal:
        call_command("load_divisions", str(file), "--district", "320113")
    told = str(refusal.value).replace("栖霞区", "")
    assert "Row 2, column code" in told
    assert not re.search(r"[\u4e00-\u9fff]", told)
