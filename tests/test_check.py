"""Every way in which tables can break their contract is one clear breach, and never a traceback."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from megalopolis import tables
from megalopolis.check import check, require
from megalopolis.checks import references, verdicts, wording
from megalopolis.errors import Breach, DataError

TOY = Path(__file__).parent / "data" / "toy"
CENSUS = "observations/census.csv"
LINE = "990200,2010,population,500,toy-census,"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clean verdicts, shared by the tests, so that each looks only at what it has changed."""
    return tmp_path_factory.mktemp("verdicts")


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A copy of the toy tables that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "data"))


def replace(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, count).encode("utf-8"))


def swap(file: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    return lambda data: replace(data / file, old, new, count)


def append(file: str, text: str) -> Callable[[Path], None]:
    return lambda data: replace(data / file, "", "") or _append(data / file, text)


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def rewrite(file: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda data: (data / file).write_bytes(change((data / file).read_bytes())) and None


def in_gb18030(raw: bytes) -> bytes:
    return raw.decode("utf-8").encode("gb18030")


def without_labels(data: Path) -> None:
    text = (data / "datapackage.yaml").read_text(encoding="utf-8")
    start, end = text.index("- name: plans"), text.index("- name: indicators")
    (data / "datapackage.yaml").write_text(text[:start] + text[end:], encoding="utf-8")


def shown(breach: Breach) -> str:
    return f"{breach.rule} | {breach.mend}"


def test_the_toy_keeps_the_contract(cache: Path):
    """No breach, and nothing is raised."""
    assert () == check(TOY, cache)
    require(TOY, cache)


FILES = {
    "missing file": (
        lambda data: (data / "travel.csv").unlink(),
        "travel.csv",
        None,
        "",
        "a file at this place",
    ),
    "empty file": (rewrite("travel.csv", lambda raw: b""), "travel.csv", None, "", "The file is empty"),
    "only blanks": (rewrite("travel.csv", lambda raw: b" \n\n"), "travel.csv", None, "", "The file is empty"),
    "gb18030": (
        rewrite("statements.csv", in_gb18030),
        "statements.csv",
        2,
        "",
        "looks like GB18030; save as UTF-8",
    ),
    "utf-16": (
        rewrite("statements.csv", lambda raw: raw.decode("utf-8").encode("utf-16")),
        "statements.csv",
        1,
        "",
        "looks like UTF-16; save as UTF-8",
    ),
    "latin-1": (
        rewrite("statements.csv", lambda raw: raw.replace("各".encode(), b"\xe9 ")),
        "statements.csv",
        2,
        "",
        "Save as UTF-8",
    ),
    "byte order mark": (
        rewrite("cities.csv", lambda raw: b"\xef\xbb\xbf" + raw),
        "cities.csv",
        1,
        "",
        "without the byte order mark",
    ),
    "missing column": (
        rewrite("travel.csv", lambda raw: b"\n".join(line.rsplit(b",", 1)[0] for line in raw.splitlines())),
        "travel.csv",
        1,
        "source",
        "add source",
    ),
    "extra column": (
        rewrite("travel.csv", lambda raw: b"\n".join(line + b",note" for line in raw.splitlines())),
        "travel.csv",
        1,
        "note",
        "remove note",
    ),
    "wrong column": (
        swap("travel.csv", "minutes", "hours"),
        "travel.csv",
        1,
        "minutes",
        "add minutes; remove hours",
    ),
    "other order": (
        swap("travel.csv", "origin,destination", "destination,origin"),
        "travel.csv",
        1,
        "",
        "put the columns in this order",
    ),
    "column twice": (
        swap("travel.csv", "minutes,trains", "minutes,minutes"),
        "travel.csv",
        1,
        "trains",
        "keep minutes only once",
    ),
}

ROWS = {
    "text in a number": (
        swap(CENSUS, LINE, LINE.replace("500", "many")),
        CENSUS,
        3,
        "value",
        "a number such as 12.5",
    ),
    "full-width digits": (
        swap(CENSUS, LINE, LINE.replace("500", "５００")),
        CENSUS,
        3,
        "value",
        "a number such as",
    ),
    "not finite": (
        swap(CENSUS, LINE, LINE.replace("500", "INF")),
        CENSUS,
        3,
        "value",
        "at least 0 for population",
    ),
    "fraction in a year": (
        swap(CENSUS, LINE, LINE.replace("2010", "2010.5")),
        CENSUS,
        3,
        "year",
        "a whole number",
    ),
    "year too early": (
        swap(CENSUS, "990300,2020,employment_farming", "990300,1900,employment_farming"),
        CENSUS,
        None,
        "year",
        "at least 1949",
    ),
    "required blank": (
        swap(CENSUS, LINE, LINE.replace("toy-census", "")),
        CENSUS,
        3,
        "source",
        "must not be blank",
    ),
    "not in the list": (swap("travel.csv", "road", "river"), "travel.csv", 6, "mode", "one of rail, road"),
    "pattern": (swap("statements.csv", "T-3", "3"), "statements.csv", 4, "id", "text of the form"),
    "unknown city": (
        swap("travel.csv", "990300", "999999"),
        "travel.csv",
        6,
        "destination",
        "a value of code in cities",
    ),
    "unknown indicator": (
        append(CENSUS, "990100,2020,happiness,5,toy-census,\n"),
        CENSUS,
        90,
        "indicator",
        "a value of code in indicators",
    ),
    "duplicate key": (
        swap(CENSUS, LINE, "990100,2010,population,800,toy-census,"),
        CENSUS,
        3,
        "city, year, indicator",
        "Keep one of the rows; the first is row 2",
    ),
    "row too long": (swap(CENSUS, LINE, LINE + ",3"), CENSUS, 3, "", "6 cells, as in the heading"),
    "row too short": (swap(CENSUS, LINE, LINE[:-12]), CENSUS, 3, "", "6 cells, as in the heading"),
    "blank line": (swap(CENSUS, LINE, "\n" + LINE), CENSUS, 3, "", "Remove the blank line"),
    "open quote": (
        swap(CENSUS, LINE, LINE.replace("population", '"population')),
        CENSUS,
        3,
        "",
        "a quote left open",
    ),
    "after a line break in a cell": (
        lambda data: [
            replace(data / "statements.csv", "各城市创新不足", '"各城市\n创新不足"'),
            replace(data / "statements.csv", "toy-text,4", "toy-text,four"),
        ],
        "statements.csv",
        6,
        "line",
        "a whole number",
    ),
}

CONTENT = {
    "formula in a name": (
        swap("cities.csv", "990100,甲,Jia", "990100,甲,=1+1"),
        "cities.csv",
        2,
        "name_en",
        "no spreadsheet program takes for a formula",
    ),
    "command in a title": (
        swap("sources.csv", "Toy census,2021", "@SUM(A1),2021"),
        "sources.csv",
        2,
        "title",
        "no spreadsheet program",
    ),
    "full-width formula": (
        swap("statements.csv", "各城市创新不足", "＝各城市创新不足"),
        "statements.csv",
        2,
        "statement_zh",
        "no spreadsheet program",
    ),
    "reading direction turned": (
        swap("cities.csv", "990100,甲,Jia", "990100,甲,J\u202eia"),
        "cities.csv",
        2,
        "name_en",
        "U+202E",
    ),
    "hidden character": (
        swap("statements.csv", "Innovate together", "Innovate\u200b together"),
        "statements.csv",
        5,
        "statement_en",
        "U+200B",
    ),
    "placeholder that reaches inside": (
        swap("labels/toy.csv", "Resident population", "Resident {region.__class__}"),
        "labels/toy.csv",
        3,
        "en",
        "a plain name",
    ),
    "placeholder that fills the memory": (
        swap("findings/toy.csv", "{value:.3f}.", "{value:99999.3f}."),
        "findings/toy.csv",
        5,
        "sentence_en",
        "three digits",
    ),
    "above the maximum": (
        swap(CENSUS, "990100,2010,schooling_years,9,", "990100,2010,schooling_years,90,"),
        CENSUS,
        None,
        "value",
        "at least 0 and at most 25 for schooling_years",
    ),
    "below the minimum": (
        swap(CENSUS, LINE, LINE.replace("500", "-5")),
        CENSUS,
        3,
        "value",
        "at least 0 for population",
    ),
    "derived out of range": (
        swap(CENSUS, "990100,2020,population_urban,800", "990100,2020,population_urban,1800"),
        "indicators.csv",
        13,
        "code",
        "at most 100 for urbanisation_rate",
    ),
    "in two tables": (
        append("observations/economy.csv", LINE + "\n"),
        "observations/economy.csv",
        65,
        "",
        "is in observations/census.csv; keep one",
    ),
    "correction of a repaired source": (
        swap("observations/economy.csv", "980100,2010,gdp,1400", "980100,2010,gdp,140"),
        "corrections.csv",
        2,
        "expected",
        "gdp of 980100 in 2010 in observations-economy holds, 140",
    ),
    "correction of nothing": (
        swap("corrections.csv", "980300,2020,patents", "980300,2010,patents"),
        "corrections.csv",
        3,
        "id",
        "an observation to correct",
    ),
    "correction twice": (
        append(
            "corrections.csv", "C-9,observations-census,980200,2010,migrants,flag,11,,又,Again,toy-census\n"
        ),
        "corrections.csv",
        6,
        "id",
        "one correction for an observation",
    ),
    "correction out of range": (
        swap("corrections.csv", "override,1400,140", "override,1400,-140"),
        "corrections.csv",
        2,
        "value",
        "at least 0 for gdp",
    ),
    "indicator without values": (
        append("indicators.csv", "rain,雨,Rain,毫米,mm,base,,,,,,,,0,,0,A,toy-census,,\n"),
        "indicators.csv",
        18,
        "code",
        "observations of every indicator",
    ),
    "unknown denominator": (
        swap("indicators.csv", "co2,gdp,1", "co2,gnp,1"),
        "indicators.csv",
        14,
        "denominator",
        "the code of an indicator",
    ),
    "weight without direction": (
        swap("indicators.csv", "green,-1,1,", "green,,1,"),
        "indicators.csv",
        14,
        "direction",
        "1 or -1 for a weight (co2_per_gdp)",
    ),
    "weight without goalpost": (
        swap("indicators.csv", "co2,gdp,1,0,4", "co2,gdp,1,,4"),
        "indicators.csv",
        14,
        "goalpost_low",
        "both goalposts",
    ),
    "goalposts exchanged": (
        swap("indicators.csv", "co2,gdp,1,0,4", "co2,gdp,1,4,0"),
        "indicators.csv",
        14,
        "goalpost_low",
        "a lower goalpost below the upper one",
    ),
    "scale without denominator": (
        swap("indicators.csv", "sharing,1,1,,,,6,12", "sharing,1,1,,,10,6,12"),
        "indicators.csv",
        17,
        "scale",
        "no scale where nothing is divided",
    ),
    "dimension without index": (
        swap("indicators.csv", "openness,1,1,", "openness,1,,"),
        "indicators.csv",
        None,
        "weight",
        "an indicator with a weight in openness",
    ),
    "dimension never observed with the others": (
        lambda data: (
            [
                replace(data / "observations/census.csv", f",{year},migrants", f",{year + 1},migrants", 8)
                for year in (2010, 2020)
            ]
            + [replace(data / "corrections.csv", "2010,migrants", "2011,migrants")]
        ),
        "indicators.csv",
        None,
        "dimension",
        "a year in which every dimension is observed",
    ),
    "source not used": (
        append("sources.csv", "toy-other,无,Nobody,Nothing,2020,,,,CC0-1.0,,,,\n"),
        "sources.csv",
        6,
        "id",
        "every source used somewhere",
    ),
    "definition without plan": (
        append("agglomerations.csv", "toy,wide,990100,whole,east,,,toy-plan,B\n"),
        "agglomerations.csv",
        14,
        "variant",
        "a row in plans for each definition",
    ),
    "finding of no function": (
        swap("findings/toy.csv", "inequality.gini", "inequality.ginny"),
        "findings/toy.csv",
        5,
        "measure",
        "the dotted name of a function that exists",
    ),
    "finding of no table": (
        swap("findings/toy.csv", "cities observations-census", "towns observations-census"),
        "findings/toy.csv",
        2,
        "tables",
        "names of tables",
    ),
    "finding of no indicator": (
        swap("findings/toy.csv", "gdp population", "gnp population"),
        "findings/toy.csv",
        5,
        "indicators",
        "codes of indicators",
    ),
    "placeholder without twin": (
        swap("labels/toy.csv", "Population of the {region}", "Population of the region"),
        "labels/toy.csv",
        2,
        "en",
        "en lacks region",
    ),
    "placeholder without name": (
        swap("labels/toy.csv", "常住人口,", "常住人口{},"),
        "labels/toy.csv",
        3,
        "zh",
        "a placeholder needs a name",
    ),
    "brace left open": (
        swap("findings/toy.csv", "{value:.3f}.", "{value:.3f."),
        "findings/toy.csv",
        5,
        "sentence_en",
        "can be filled in",
    ),
}

REGION = "regions/toy.yml"
REGIONS = {
    "broken yaml": (swap(REGION, "name: {zh", "name: [zh"), REGION, 3, "", "well-formed YAML"),
    "gb18030 region": (rewrite(REGION, in_gb18030), REGION, 3, "", "looks like GB18030"),
    "unknown agglomeration": (
        swap(REGION, "agglomeration: toy", "agglomeration: toy-souht"),
        REGION,
        4,
        "agglomeration",
        "Did you mean toy-south",
    ),
    "unknown city": (
        swap("regions/toy-list.yml", '"980100"', '"989999"'),
        "regions/toy-list.yml",
        4,
        "cities[2]",
        "a code of cities.csv",
    ),
    "city without quotes": (
        swap("regions/toy-list.yml", 'cities: ["990100", "980100", "970100"]', "cities: [990100]"),
        "regions/toy-list.yml",
        4,
        "cities",
        "between quotes",
    ),
    "neither": (swap(REGION, "agglomeration: toy\n", ""), REGION, 1, "", "either an agglomeration or a list"),
    "other id": (swap(REGION, "id: toy\n", "id: other\n"), REGION, 2, "id", "the name of the file, toy"),
    "unknown key": (
        swap(REGION, "  customary:", "  custommary:"),
        REGION,
        None,
        None,
        "Did you mean customary",
    ),
    "key twice": (
        swap(REGION, "level: city\n", "level: city\n    level: city\n"),
        REGION,
        None,
        None,
        "each key once",
    ),
    "one language": (
        swap(REGION, "{zh: 东部组团, en: Eastern group}", "{zh: 东部组团}"),
        REGION,
        7,
        None,
        "both languages",
    ),
    "blank language": (
        swap(REGION, "en: Eastern group", 'en: ""'),
        REGION,
        7,
        "groups[1].name.en",
        "Add the text in en",
    ),
    "half blank actor": (swap(REGION, "en: City governments", 'en: ""'), REGION, None, None, "or both blank"),
    "threshold as text": (swap(REGION, "threshold: 1\n", 'threshold: "1"\n'), REGION, 21, None, "a number"),
    "other operator": (swap(REGION, '"<"', '"=="'), REGION, 20, None, "one of < <= > >="),
    "id twice": (
        swap(REGION, "id: second-city", "id: laboratories"),
        REGION,
        None,
        "measures[2].id",
        "each id once",
    ),
    "unknown dimension": (
        swap(REGION, "dimension: innovation", "dimension: inovation"),
        REGION,
        14,
        "problems[1].dimension",
        "Did you mean innovation",
    ),
    "unknown statement": (
        swap(REGION, "statements: [T-1]", "statements: [T-11]"),
        REGION,
        16,
        "problems[1].statements[1]",
        "a statement that exists",
    ),
    "no statement": (
        swap(REGION, "statements: [T-1]", "statements: []"),
        REGION,
        16,
        None,
        "at least one statement",
    ),
    "unknown finding": (
        swap(REGION, "finding: toy.gini", "finding: toy.ginny"),
        REGION,
        None,
        "problems[2].tests[2].finding",
        "Did you mean toy.gini",
    ),
    "unknown principle": (
        swap(REGION, "principle: together", "principle: apart"),
        REGION,
        None,
        None,
        "a principle that",
    ),
    "unknown problem": (
        swap(REGION, "problems: [innovation, primacy]", "problems: [innovation, primary]"),
        REGION,
        None,
        "principles[1].problems[2]",
        "Did you mean primacy",
    ),
    "unknown indicator": (
        swap(REGION, "indicator: population", "indicator: people"),
        REGION,
        None,
        "measures[2].indicator",
        "an indicator that exists",
    ),
    "problem without measure": (
        swap(REGION, "problem: primacy", "problem: innovation"),
        REGION,
        None,
        "problems[2].id",
        "a path measure for each problem",
    ),
    "remark without condition": (
        swap(REGION, '\n      - {finding: toy.primacy, operator: ">=", threshold: 2}', " []"),
        REGION,
        None,
        "remarks[1].when",
        "at least one condition",
    ),
    "group without city": (swap(REGION, "id: east", "id: north"), REGION, None, None, None),
    "reading direction turned": (
        swap(REGION, "Share laboratories", "Share \u2067laboratories"),
        REGION,
        None,
        "",
        "U+2067",
    ),
    "wrong ending": (
        lambda data: shutil.copy(data / REGION, data / "regions" / "more.yaml") and None,
        "regions/more.yaml",
        None,
        "",
        "Rename it",
    ),
}


@pytest.mark.parametrize(
    ("change", "file", "row", "column", "text"),
    [pytest.param(*case, id=name) for group in (FILES, ROWS, CONTENT) for name, case in group.items()],
)
def test_a_bad_table_is_one_clear_breach(
    toy: Path,
    cache: Path,
    change: Callable[[Path], object],
    file: str,
    row: int | None,
    column: str,
    text: str,
):
    """File, line, column, what was expected and how to mend it; no second breach follows from the first."""
    change(toy)

    found = check(toy, cache)

    assert 1 == len(found), found
    (breach,) = found
    assert (file, column) == (breach.file, breach.column)
    if row is not None:
        assert row == breach.row
    assert text in shown(breach)


@pytest.mark.parametrize(
    ("change", "file", "row", "column", "text"),
    [pytest.param(*case, id=name) for name, case in REGIONS.items() if name != "group without city"],
)
def test_a_bad_region_file_is_one_clear_breach(
    toy: Path,
    cache: Path,
    change: Callable[[Path], object],
    file: str,
    row: int | None,
    column: str | None,
    text: str,
):
    """The line in the file, the way to the key, and what was expected."""
    change(toy)

    found = check(toy, cache)

    assert 1 == len(found), found
    (breach,) = found
    assert file == breach.file
    if row is not None:
        assert row == breach.row
    if column is not None:
        assert column == breach.column
    assert text in shown(breach)


def test_groups_are_named_both_ways(toy: Path, cache: Path):
    """A group of the file without a city, and a group of the table without a name."""
    replace(toy / REGION, "id: east", "id: north")

    assert [("groups", "east"), ("groups[1].id", "north")] == [
        (one.column, one.value) for one in check(toy, cache)
    ]


def test_one_report_has_every_breach(toy: Path, cache: Path):
    """Several files at once, in the order of the package, and all at once in the error."""
    replace(toy / CENSUS, LINE, LINE.replace("500", "many"))
    replace(toy / CENSUS, "990100,2010,schooling_years,9,", "990100,2010,schooling_years,90,")
    replace(toy / "cities.csv", "990100,甲", "9901,甲")
    replace(toy / "labels/toy.csv", "常住人口,Resident population", "常住人口,")
    replace(toy / REGION, "finding: toy.gini", "finding: toy.ginny")
    (toy / "travel.csv").unlink()

    with pytest.raises(DataError) as caught:
        require(toy, cache)

    files = [one.file for one in caught.value.breaches]
    assert {"cities.csv", "agglomerations.csv", CENSUS, "labels/toy.csv", "travel.csv", REGION} <= set(files)
    assert "cities.csv" == files[0]
    assert REGION in files[-2:]
    values = [one.value for one in caught.value.breaches if one.file == CENSUS]
    assert {"many", "90", "990100"} == set(values)


def test_a_missing_key_is_reported_once_a_table(toy: Path, cache: Path):
    """A code that many rows use is one breach, which says how many more there are."""
    replace(toy / "cities.csv", "970200,辛", "970201,辛")

    found = [one for one in check(toy, cache) if one.file == CENSUS]

    (breach,) = found
    assert ("city", "970200") == (breach.column, breach.value)
    assert "The same in 10 more rows." in breach.mend


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (swap("datapackage.yaml", "resource: cities", "resource: towns"), "a table that exists"),
        (
            swap("datapackage.yaml", "name: flag, type: string", "name: flag, type: colour"),
            "a valid description",
        ),
        (swap("datapackage.yaml", "resources:", "tables:"), "a list of tables"),
        (swap("datapackage.yaml", "- {name: flag, type: string}", "- {name: mark, type: string}"), "no flag"),
        (without_labels, "a table plans"),
        (swap("datapackage.yaml", "resources:\n", "resources: [\n"), "well-formed YAML"),
        (lambda data: (data / "datapackage.yaml").unlink(), "a file at this place"),
    ],
    ids=["foreign key", "type", "no resources", "no field", "no table", "yaml", "no file"],
)
def test_a_bad_description_is_named(toy: Path, cache: Path, change: Callable[[Path], object], text: str):
    """datapackage.yaml itself is looked at."""
    change(toy)

    found = [one for one in check(toy, cache) if one.file == "datapackage.yaml"]

    assert found
    assert any(text in f"{one} {one.value}" for one in found)


def test_a_folder_without_tables_is_named(tmp_path: Path, cache: Path):
    """No traceback when there is nothing at all."""
    (breach,) = check(tmp_path / "nowhere", cache)

    assert ("datapackage.yaml", "a file at this place") == (breach.file, breach.rule)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CENSUS, "990100,2010,population,800", "990100,2010,population,many"),
        ("cities.csv", "990200,", "990201,"),
        ("indicators.csv", "co2,二氧化碳", "co3,二氧化碳"),
        ("sources.csv", "toy-yearbook,", "toy-yearbooks,"),
        ("datapackage.yaml", "minimum: 1949", "minimum: 2015"),
        ("corrections.csv", "drop,99999", "drop,99998"),
        ("labels/toy.csv", "{count} cities", "{counts} cities"),
        ("statements.csv", "T-1,", "T-9,"),
        (REGION, "finding: toy.gini", "finding: toy.ginny"),
    ],
)
def test_a_stale_pass_is_impossible(toy: Path, cache: Path, file: str, old: str, new: str):
    """After a clean verdict a change to any input brings its breach; taken back, the verdict is clean."""
    path = toy / file
    before = path.read_bytes()

    clean = check(toy, cache)
    replace(path, old, new)
    broken = check(toy, cache)
    path.write_bytes(before)

    assert () == clean
    assert broken
    assert () == check(toy, cache)


def test_a_verdict_rests_on_the_code_that_gave_it(toy: Path, monkeypatch: pytest.MonkeyPatch):
    """Another version of the checks or their libraries asks again."""
    every = {one["name"]: one for one in tables.resources(None, toy)}
    before = verdicts.digest(every["cities"], toy, every)
    monkeypatch.setattr(verdicts, "version", lambda name: "0.0.0")
    verdicts._code.cache_clear()

    assert before != verdicts.digest(every["cities"], toy, every)
    verdicts._code.cache_clear()


def test_an_unchanged_table_is_not_looked_at_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The second check asks frictionless nothing; a table with a breach is never remembered."""
    from megalopolis.checks import structure

    asked: list[str] = []
    look = structure._look

    def listen(job: dict[str, dict[str, str]]) -> list[Breach]:
        asked.append(job["resource"]["name"])
        return look(job)

    monkeypatch.setattr(structure, "_look", listen)
    data = Path(shutil.copytree(TOY, tmp_path / "data"))
    check(data, tmp_path / "verdicts")
    first = list(asked)
    asked.clear()
    check(data, tmp_path / "verdicts")
    second = list(asked)
    replace(data / CENSUS, LINE, LINE.replace("500", "many"))
    asked.clear()
    check(data, tmp_path / "verdicts")
    check(data, tmp_path / "verdicts")

    assert {one["name"] for one in tables.resources(None, TOY)} == set(first)
    assert [] == second
    assert ["observations-census", "observations-census"] == asked


def test_nothing_is_written_beside_the_tables(toy: Path, tmp_path: Path):
    """Verdicts lie in their own folder."""
    before = {path: path.read_bytes() for path in toy.rglob("*") if path.is_file()}

    check(toy, tmp_path / "verdicts")

    assert before == {path: path.read_bytes() for path in toy.rglob("*") if path.is_file()}


def test_worker_processes_find_the_same(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Shared out over processes or not, the report is the same."""
    from megalopolis.checks import structure

    replace(toy / CENSUS, LINE, LINE.replace("500", "many"))
    replace(toy / "travel.csv", "road", "river")
    alone = check(toy, tmp_path / "one")
    monkeypatch.setattr(structure, "SHARED", 0)
    monkeypatch.setattr(structure, "_processors", lambda: 2)

    assert alone == check(toy, tmp_path / "two")
    assert 2 == len(alone)


def test_functions_are_known_without_being_run():
    """Defined or imported names count; a method, a package or a made-up name does not."""
    assert references.is_function("megalopolis.check.require")
    assert references.is_function("megalopolis.region.Region")
    assert not references.is_function("megalopolis.check.requires")
    assert not references.is_function("megalopolis.nowhere.require")
    assert not references.is_function("require")
    assert not references.is_function("numpy")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", set()),
        ("{a} {b:.1f} {a!r}", {"a", "b"}),
        ("{a:{width}} {{not}}", {"a", "width"}),
        ("{people_millions:.1f} of {millions}", {"people", "value"}),
    ],
)
def test_placeholders_are_read(text: str, expected: set[str]):
    """Names only; doubled braces are text, and millions stand for their quantity."""
    assert expected == wording.placeholders(text)


@given(st.text(max_size=30))
def test_a_text_without_fault_can_be_filled_in(text: str):
    """What the check lets pass, ``format`` can fill in by name."""
    if not wording.fault(text):
        roots = {one.partition(".")[0].partition("[")[0] for one in wording._fields(text)}

        class Anything(str):
            __slots__ = ()

            def __getattr__(self, name: str) -> str:
                return "x"

            def __getitem__(self, key: object) -> str:
                return "x"

            def __format__(self, spec: str) -> str:
                return "x"

        try:
            text.format(**{one: Anything() for one in roots})
        except ValueError as error:
            assert "conversion" in str(error) or "getattr" in str(error) or "attribute" in str(error)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_lead_to_a_traceback(cache: Path, tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    """Whatever a file holds, the answer is a report."""
    data = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("bytes") / "data"))
    (data / "travel.csv").write_bytes(b"origin,destination,mode,date,minutes,trains,estimate,source\n" + raw)

    found = check(data, cache)

    assert all(isinstance(one, Breach) for one in found)
