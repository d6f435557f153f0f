"""The command `new`: what it writes, what it refuses, and that the contract holds afterwards."""

import random
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from megalopolis import check, tables
from megalopolis.cli import main
from megalopolis.errors import DataError, ParameterError
from megalopolis.ingest import regions
from megalopolis.ingest.regions import Wish
from megalopolis.region import Region

TOY = Path(__file__).parents[1] / "data" / "toy"
FOUR = "990100,990200,980100,970100"
OTHER = "990100,990300,980200,970200"


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A project with the toy tables, in which the command is started."""
    monkeypatch.setattr(check, "CACHE", tmp_path_factory.getbasetemp() / "looked-at")
    shutil.copytree(TOY, tmp_path / "data")
    monkeypatch.setenv("MEGALOPOLIS_ROOT", str(tmp_path))
    return tmp_path


def new(*arguments: str):
    return CliRunner().invoke(main, ["new", *arguments])


def test_a_region_of_an_agglomeration_has_its_cities_names_and_groups(project: Path):
    """Name from the plans, members from the table, groups by province, the argument taken over."""
    done = new("south", "--agglomeration", "toy-south")

    here = Region.load("south", "en", data=project / "data")
    assert 0 == done.exit_code, done.output
    members = tables.read("agglomerations", project / "data")
    expected = set(members[members["agglomeration"] == "toy-south"]["city"])
    assert expected == set(here.cities.index)
    plans = tables.read("plans", project / "data").set_index(["agglomeration", "variant"])
    assert f"{plans.loc[('toy-south', 'base'), 'name_en']} agglomeration" == here.name
    assert set(here.cities["province"]) == set(here.cities["group_name"])
    assert ["innovation"] == [one.id for one in here.argument.problems]
    assert () == check.check(project / "data")


def test_a_region_may_be_named_like_its_agglomeration(project: Path):
    """`megalopolis new ID` alone, as the message about a region without a file says."""
    done = new("toy-south")

    assert 0 == done.exit_code, done.output
    assert "toy-south" == Region.load("toy-south", "zh", data=project / "data").agglomeration


def test_a_region_of_listed_cities_is_named_after_them(project: Path):
    """Without a name given, the first cities; an agglomeration is not said."""
    done = new("pair", "--cities", FOUR)

    here = Region.load("pair", "en", data=project / "data")
    assert 0 == done.exit_code, done.output
    names = list(here.cities["name_en"])
    assert sorted(FOUR.split(",")) == list(here.cities.index)
    assert f"group of {', '.join(names[:-1])} and {names[-1]}" == here.name
    assert here.agglomeration is None


def test_a_city_without_residents_is_refused(project: Path):
    """No census counts it, and nearly every chapter divides by residents."""
    path = project / "data" / "observations" / "census.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not (line.startswith("990100,") and ",population," in line)]
    path.write_text("".join(kept), encoding="utf-8")

    done = new("pair", "--cities", FOUR)

    assert 2 == done.exit_code
    assert "expected cities whose residents are in the tables; found 甲 (990100)" in done.output.replace(
        "\n", " "
    )
    assert not (project / "data" / "regions" / "pair.yml").exists()


def test_names_can_be_given(project: Path):
    """Quotes and colons in a name do not break the file."""
    done = new("pair", "--cities", FOUR, "--name-zh", "“双城”：甲", "--name-en", 'The "pair": A')

    assert 0 == done.exit_code, done.output
    assert 'The "pair": A' == Region.load("pair", "en", data=project / "data").name
    assert "“双城”：甲" == Region.load("pair", "zh", data=project / "data").name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["toy-sout"], "Did you mean toy-south"),
        (["q", "--agglomeration", "toy-soth"], "Did you mean toy-south"),
        (["q", "--agglomeration", "toy-south", "--variant", "bsae"], "Did you mean base"),
        (["q", "--agglomeration", "toy", "--cities", FOUR], "found both"),
        (["q", "--cities", "990100,970101"], "Did you mean 970100"),
        (["q", "--cities", "990100"], "at least 3 different cities"),
        (["q", "--cities", " , "], "found none"),
        (["q", "--cities", FOUR, "--variant", "wide"], "only together with an agglomeration"),
        (["q", "--agglomeration", "toy-south", "--from", "comon"], "Did you mean common"),
        (["Toy South", "--agglomeration", "toy-south"], "Try toy-south"),
        (["zh", "--agglomeration", "toy-south"], "expected another id"),
        (["toy", "--agglomeration", "toy"], "--replace"),
    ],
)
def test_a_mistake_is_told_and_nothing_written(project: Path, arguments: list[str], words: str):
    """Exit code 2, the near match or the way out, and the same files as before."""
    before = {path: path.read_bytes() for path in (project / "data" / "regions").iterdir()}

    done = new(*arguments)

    assert 2 == done.exit_code
    assert words in done.output
    assert before == {path: path.read_bytes() for path in (project / "data" / "regions").iterdir()}


def test_a_name_instead_of_a_code_is_understood(project: Path):
    """The message gives the code of the city that was named."""
    name = tables.read("cities", project / "data").set_index("code").loc["990100", "name_zh"]

    with pytest.raises(ParameterError, match="Did you mean 990100"):
        regions.draft(Wish("q", cities=("970100", f"{name}市")), project / "data")


def test_cities_that_no_map_can_show_are_refused(root: Path):
    """From Xinjiang to Hubei a map of a region would be mostly empty."""
    with pytest.raises(ParameterError, match="at most 20 degrees"):
        regions.draft(Wish("far", cities=("650100", "420100", "430100", "360100")), root / "data")


def test_replace_overwrites(project: Path):
    """With --replace the file is that of the new wish."""
    new("pair", "--cities", FOUR)

    done = new("pair", "--cities", OTHER, "--replace")

    assert 0 == done.exit_code, done.output
    assert set(OTHER.split(",")) == set(Region.load("pair", "en", data=project / "data").cities.index)


def test_tables_that_are_broken_stay_as_they_are(project: Path):
    """What would break the contract is not moved into its place, and nothing is left behind."""
    common = project / "data" / "arguments" / "common.yml"
    common.write_text(common.read_text(encoding="utf-8").replace("T-1", "T-9"), encoding="utf-8")

    with pytest.raises(DataError, match=r"arguments/common.yml, row 7"):
        regions.write(Wish("toy-south"), project / "data")

    assert not (project / "data" / "regions" / "toy-south.yml").exists()
    assert not list((project / "data").glob(".adding"))


def test_any_agglomeration_of_the_book_makes_a_region_that_keeps_the_contract(root: Path, tmp_path: Path):
    """One agglomeration and one set of cities, chosen at random, written beside all others and checked."""
    chance = random.Random(20261122)
    data = root / "data"
    variants = tables.read("agglomerations", data)[["agglomeration", "variant"]].drop_duplicates()
    agglomeration, variant = chance.choice(list(variants.itertuples(index=False, name=None)))
    cities = tables.read("cities", data)
    central = cities[cities["province_en"].isin(["Hubei", "Hunan", "Jiangxi", "Anhui", "Henan"])]["code"]
    codes = tuple(chance.sample(list(central), 5))
    view = tmp_path / "data"
    shutil.copytree(data, view, ignore=shutil.ignore_patterns("regions", "texts"), copy_function=link)
    (view / "regions").mkdir()

    regions_made = [Wish("one", agglomeration, variant), Wish("two", cities=codes)]
    for wish in regions_made:
        text = regions.draft(wish, data)
        (view / "regions" / f"{wish.id}.yml").write_text(text, encoding="utf-8")

    assert () == check.check(view)
    assert set(codes) == set(Region.load("two", "zh", data=view).cities.index)
    assert agglomeration == yaml.safe_load((view / "regions" / "one.yml").read_text())["agglomeration"]


def link(source: str, target: str) -> None:
    """A link instead of a copy of a table."""
    Path(target).symlink_to(source)


CELLS = {
    "parameters": 'region = "toy"\nlanguage = "en"',
    "setup": """
from megalopolis.findings import finding, problems
from megalopolis.region import Region

here = Region.load(region, language)
patents = finding.tell(here, "toy.patents.median", 0.4)
gini = finding.tell(here, "toy.gini", 0.7)
print(here.name, list(here.cities.index))
problems.judge(here, "innovation", [patents, gini])
""",
}


def test_a_chapter_runs_for_a_new_region_at_once(project: Path):
    """From the command to a verdict: its name, its cities, and the tests that it took over, all by one id."""
    import nbformat

    cells = [
        nbformat.v4.new_code_cell(code, id=name, metadata={"tags": [name] if name == "parameters" else []})
        for name, code in CELLS.items()
    ]
    (project / "chapters").mkdir()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, project / "chapters" / "index.ipynb")
    assert 0 == new("toy-south").exit_code

    done = CliRunner().invoke(main, ["run", "index", "-p", "region=toy-south", "--engine", "standard"])

    assert 0 == done.exit_code, done.output
    shown = (project / "_build" / "run" / "en" / "index.ipynb").read_text(encoding="utf-8")
    expected = Region.load("toy-south", "en", data=project / "data")
    assert f"{expected.name} {list(expected.cities.index)}" in shown
    assert "verdict-supported" in shown
