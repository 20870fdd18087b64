"""Where the numbers (`config/`) and the choices (`scenarios/`) of a study lie, in a checkout or an installed copy."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped_root() -> Path:
    """Return the folder that holds `config/` and `scenarios/`: beside `simulation/` in a checkout, else inside it.

    Raises FileNotFoundError naming both places when neither holds them.
    """
    places = (PACKAGE.parent, PACKAGE / "_shipped")
    for place in places:
        if (place / "config" / "parameters.yaml").is_file():
            return place
    raise FileNotFoundError(f"config/parameters.yaml is in neither of {', '.join(str(place) for place in places)}")


def config_file(name: str) -> Path:
    """Return the path of a file of numbers, such as `parameters.yaml` or `published/city_gdp_2015.csv`."""
    return shipped_root() / "config" / name


def scenario_file(name: str) -> Path:
    """Return the path of a scenario that comes with the program, by its name (`baseline`) or file name.

    The file need not exist: whoever asked for it reports a missing scenario in the reader's own words.
    """
    return shipped_root() / "scenarios" / (name if name.endswith(".yaml") else f"{name}.yaml")


def scenarios_here() -> tuple[str, ...]:
    """Return the names of all scenarios that a new one in this folder can build on."""
    return tuple(sorted({*scenario_names(), *(path.stem for path in Path().glob("*.yaml"))}))


def scenario_names() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the program, sorted, without the blocks they are built from."""
    return tuple(sorted(path.stem for path in (shipped_root() / "scenarios").glob("*.yaml")))
