"""The instruments in words: complete, in step with the lever files and the parameters, and checked at the door."""

import re
from pathlib import Path

import pytest

from simulation.inputs.instruments import load_instruments
from simulation.inputs.lever_cards import lever_cards
from simulation.inputs.parameters import load_parameters
from simulation.inputs.problems import InputError

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "instruments.yaml"


def changed(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = folder / "instruments.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def problem_in(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        load_instruments(path)
    return str(refused.value)


def test_there_are_thirty_nine_instruments() -> None:
    wanted = [f"I{number:02}" for number in range(1, 35)] + [f"G{number}" for number in range(1, 5)] + ["C0"]
    assert list(load_instruments()) == wanted


def test_lever_files_and_the_catalogue_agree_on_every_instrument() -> None:
    known = load_instruments()
    for card in lever_cards():
        for key, code in card.instruments.items():
            assert (known[code].lever, known[code].key) == (card.id, key)
            assert known[code].clause in card.clause


def test_only_certification_belongs_to_no_lever() -> None:
    assert [code for code, each in load_instruments().items() if each.lever is None] == ["C0"]


def test_every_number_of_a_lever_or_instrument_is_used_by_one_of_them() -> None:
    instruments = load_instruments()
    for number in load_parameters().specs:
        users = {code for code, each in instruments.items() if number.key in each.parameters}
        assert set(number.instruments) <= users, number.key
        levers = {instruments[code].lever or "dynamic_monitoring" for code in users}
        assert number.lever in {"core", "base_year"} | levers, number.key


def test_every_instrument_but_certification_has_a_channel_and_a_budget() -> None:
    for code, each in load_instruments().items():
        assert (each.primary is not None) == (code != "C0")
        assert (each.budget is not None) == (code != "C0")


def test_default_budgets_add_up_to_the_package_of_the_model() -> None:
    total = sum(each.budget.default for each in load_instruments().values() if each.budget)
    assert total == pytest.approx(21.9)


def test_nobody_writes_the_same_words_twice() -> None:
    for language in ("en", "zh"):
        rules = [getattr(each.rule, language) for each in load_instruments().values()]
        assert len(set(rules)) == len(rules)


def test_a_formula_names_the_same_numbers_in_both_languages_and_only_its_own() -> None:
    known = set(load_parameters().keys())
    for each in load_instruments().values():
        english, chinese = (
            set(re.findall("[a-z][a-z_]{4,}", text)) & known for text in (each.formula.en, each.formula.zh)
        )
        assert english == chinese, each.id
        assert english <= set(each.parameters), each.id


def test_an_unknown_parameter_is_told_with_place_and_nearest_name(tmp_path: Path) -> None:
    told = problem_in(changed(tmp_path, "    - platform_link_bonus", "    - platform_link_bonos"))
    assert "platform_link_bonos is not in parameters.yaml; did you mean platform_link_bonus?" in told
    line = next(
        number
        for number, text in enumerate((tmp_path / "instruments.yaml").read_text(encoding="utf-8").splitlines(), 1)
        if "bonos" in text
    )
    assert f"instruments.yaml:{line}:7: E204" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{province: 0.4, local: 0.3, private: 0.3}", "{province: 0.5, local: 0.3, private: 0.3}", "add up to 1.1"),
        ("{default: 1.5, low: 0, high: 4}", "{default: 5, low: 0, high: 4}", "outside its range 0 to 4"),
        ("key: testing_platform", "key: collaborative_platform", "share a name"),
        ("primary: TF", "primary: TX", "E111"),
        ("  timing:\n", "  tming:\n", "did you mean timing?"),
        ("I01:\n", "I01:\n  id: I02\n", "its heading is its name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(old: str, new: str, told: str, tmp_path: Path) -> None:
    refused = problem_in(changed(tmp_path, old, new))
    assert told in refused
    assert "instruments.yaml:" in refused
