import csv

from marketplace.catalogue.files import DATA, read_lists
from marketplace.catalogue.wording import fold, meanings


def test_texts_compare_half_width_lower_case_and_simplified():
    assert fold("ＰＩＣＣ導管　上門維護") == "picc导管 上门维护"
    assert fold("殘疾證") == fold("残疾证")


def test_what_cannot_be_read_is_a_space():
    assert fold("助\x00浴\ud800\u202e\u200b") == "助 浴   "
    assert fold("𠮷䶮🧓") == "𠮷䶮🧓"


def test_nothing_after_the_limit_is_read():
    assert fold("洗澡" * 5000) == "洗澡" * 250


def test_colloquial_words_mean_words_of_the_catalogue():
    assert ("伺候", "照顾") in meanings("伺候老人")
    assert meanings("天气很好") == []


def test_no_traditional_character_has_two_simplified_forms_or_is_one_itself():
    with (DATA / "traditional.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    traditional = [row["traditional"] for row in rows]
    assert len(set(traditional)) == len(traditional)
    assert set(traditional) & {row["simplified"] for row in rows} == set()


def test_every_colloquial_word_stands_once_and_means_something_the_catalogue_says():
    said = fold(
        " ".join(
            " ".join((record["name_zh"], record["description_zh"], record["keywords_zh"]))
            for record in read_lists()["need_types"]
        ),
        longest=10**6,
    )
    with (DATA / "synonyms.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = [row["word"] for row in rows]
    assert [word for word in words if words.count(word) > 1] == []
    assert [word for word in words if fold(word) != word] == []
    unsaid = {meant for row in rows for meant in row["means"].split("|") if meant not in said}
    assert unsaid == set()
