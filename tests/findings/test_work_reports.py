"""Work reports: groups and periods, shares without a word, keywords, mentions and the lexicon's trial."""

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as parquet
import pytest

from megalopolis.findings import (
    attention_course,
    attention_gap,
    coding,
    corpus,
    instruments_named,
    keywords,
    named_cities,
)
from megalopolis.region import Region
from megalopolis.texts import validation


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def reports(here) -> corpus.Corpus:
    """The work reports of the book."""
    return corpus.read(here, 2024)


def rows(*values: tuple[str, str, str, str | None, int]) -> pd.DataFrame:
    """Documents with id, level, place, city and year."""
    return pd.DataFrame(values, columns=["id", "level", "place", "city", "year"]).set_index("id")


def test_the_latest_report_of_each_place_is_taken():
    """Older reports, those before the first year and those of the State Council are in no group."""
    documents = rows(
        ("a-23", "city", "A", "1", 2023),
        ("a-24", "city", "A", "1", 2024),
        ("a-25", "city", "A", "1", 2025),
        ("b-24", "city", "B", "2", 2024),
        ("c-23", "city", "C", "3", 2023),
        ("p-25", "province", "P", None, 2025),
        ("s-25", "central", "", None, 2025),
    )
    found = corpus.grouped(documents, 2024, pd.Index(["1"]))

    assert {"a-25": "own", "b-24": "others", "p-25": "provinces"} == found.to_dict()


def test_periods_are_named_by_the_years_there_are():
    """A period without its first year does not claim it; other levels have none."""
    documents = rows(
        ("1954", "central", "", None, 1954),
        ("1964", "central", "", None, 1964),
        ("1978", "central", "", None, 1978),
        ("2025", "central", "", None, 2025),
        ("city", "city", "A", "1", 2024),
    )
    found = corpus.periods(documents)

    expected = {"1954": "1954–1964", "1964": "1954–1964", "1978": "1978–1978", "2025": "2025–2025"}
    assert expected == found.to_dict()


def small(counts: list[tuple[str, str, int]], group: dict[str, str]) -> corpus.Corpus:
    """A corpus of word counts; 创新 and 科技 mean innovation, 生态 means green."""
    terms = pd.DataFrame(counts, columns=["document", "term", "count"]).assign(paragraph=1, sentence=1)
    lexicon = pd.DataFrame(
        {
            "term": ["创新", "科技", "生态"],
            "concept": ["innovation", "innovation", "green"],
            "instrument": None,
        }
    )
    paragraphs = pd.DataFrame(
        {"document": list(group), "paragraph": 1, "sentences": 1, "words": 50, "characters": 100}
    )
    nothing = pd.DataFrame()
    return corpus.Corpus(
        documents=nothing,
        lexicon=lexicon,
        counts=corpus.by_paragraph(terms, paragraphs, lexicon),
        paragraphs=paragraphs,
        terms=terms,
        places=nothing,
        words=nothing,
        period=pd.Series(group),
        group=pd.Series(group),
    )


COUNTS = [("x", "创新", 6), ("x", "科技", 2), ("x", "生态", 2), ("y", "创新", 1), ("y", "生态", 4)]


def test_shares_without_a_word_by_hand():
    """Without 创新 it is 2 of 4 and 0 of 4; without 科技 6 of 8 and 1 of 5."""
    found = corpus.without_each(
        small(COUNTS, {"x": "own", "y": "others"}), pd.Series({"x": "own", "y": "others"}), "innovation"
    )

    assert [50.0, 75.0] == found.loc["own", ["创新", "科技"]].tolist()
    assert [0.0, 20.0] == found.loc["others", ["创新", "科技"]].tolist()
    assert [50.0, 55.0] == attention_gap.words(
        small(COUNTS, {"x": "own", "y": "others"}), "innovation"
    ).tolist()


def test_the_move_from_first_to_last_by_hand():
    """Innovation goes from 8 of 10 to 1 of 5, so that green gains what it loses."""
    moved = attention_course.move(
        small(COUNTS, {"x": "1954–1964", "y": "2013–2025"}).counts,
        pd.Series({"x": "1954–1964", "y": "2013–2025"}),
    )

    assert ("green", "innovation") == (moved.gained, moved.lost)
    assert pytest.approx(60.0) == moved.change["green"]
    assert pytest.approx(-60.0) == moved.change["innovation"]


def test_words_of_every_period_only():
    """科技 is missing in one of the periods and left out."""
    found = attention_course.common(small(COUNTS, {"x": "1954–1964", "y": "2013–2025"}))

    assert ["创新", "生态"] == found["term"].tolist()


def test_a_panel_of_nothing_is_no_panel():
    """Where a region has no report, a chart is left out and not drawn empty."""
    assert () == corpus.panels("data", pd.DataFrame(), title="t")
    assert [{"title": "t"}] == [
        {key: value for key, value in panel.items() if key != "data"}
        for panel in corpus.panels("data", pd.DataFrame({"a": [1]}), title="t")
    ]


def test_mentions_across_groups_by_hand():
    """A city naming itself is left out; a city outside the region has no group."""
    cities = pd.DataFrame({"group": ["north", "north", "south"]}, index=["1", "2", "3"])
    places = pd.DataFrame(
        {"document": ["d"] * 4, "city": ["1", "2", "3", "9"], "count": [5, 2, 1, 4], "paragraph": 1}
    )
    given = SimpleNamespace(
        places=places, documents=pd.DataFrame({"city": ["1"]}, index=["d"]), ids=lambda group: ["d"]
    )
    found = named_cities.mentions(SimpleNamespace(cities=cities), given).set_index("city")

    assert {"2": 2, "3": 1, "9": 4} == found["count"].to_dict()
    assert {"2": "north", "3": "south"} == found["group"].dropna().to_dict()


def test_mentions_against_the_file(here, reports, root, notebook):
    """A second way, from the files: most stay in the region, and hardly one crosses a border of groups."""
    table = parquet.read_table(root / "data/places.parquet").to_pandas()
    documents = pd.read_csv(root / "data/documents.csv", dtype={"city": str}).set_index("id")
    latest = documents[(documents["kind"] == "report") & (documents["year"] >= 2024)]
    group = here.cities["group"].to_dict()
    checked = pd.read_csv(root / "data/lexicon_validation_places.csv")["correct"]
    every = inside = crossing = 0
    for one in table.itertuples():
        home = latest["city"].get(one.document)
        if home in group and home != one.city:
            every += one.count
            inside += one.count * (one.city in group)
            crossing += one.count * (one.city in group and group[home] != group[one.city])
    told = {one.key: one for one in named_cities.told(here, reports)}

    assert pytest.approx(100 * crossing / inside) == told["texts.places.across"].value
    assert pytest.approx(100 * inside / every) == told["texts.places"].value
    assert pytest.approx(100 * checked.mean()) == told["texts.places.precision"].value


def test_share_of_openness_against_the_file(reports, root):
    """A second way, from the file: the share of a concept in the words of all, in the region's cities."""
    lexicon = pd.read_csv(root / "data/lexicon.csv").set_index("term")["concept"].dropna()
    own = set(reports.ids(corpus.OWN))
    table = parquet.read_table(
        root / "data/terms.parquet", filters=[("document", "in", own), ("paragraph", "=", 0)]
    ).to_pandas()
    counted = table["count"].groupby(table["term"].map(lexicon)).sum()

    gap = attention_gap.attention.contrast(
        reports.counts, reports.group, corpus.OWN, corpus.OTHERS, seed=1, draws=2
    )
    assert pytest.approx(100 * counted["openness"] / counted.sum()) == gap["target"]["openness"]
    assert pytest.approx(100) == gap["target"].sum()
    assert pytest.approx(0, abs=1e-9) == gap["value"].sum()


def test_keywords_are_no_names_and_widely_used(here, reports):
    """At least half of the region's reports hold each, more often than elsewhere; no city or province."""
    found = keywords.keywords(here, reports)
    names = {*here.table("cities")["name_zh"], *here.table("cities")["province_zh"]}

    assert (found["target_documents"] >= keywords.SPREAD).all()
    assert (found["target_rate"] > found["reference_rate"]).all()
    assert not names & set(found.index)
    assert found["z"].is_monotonic_decreasing


def test_concepts_together_are_symmetric(here, reports):
    """The heat map is the same on both sides of its diagonal, which is blank."""
    found = keywords.concepts_together(here, reports)
    wide = found.pivot(index=found.columns[0], columns=found.columns[1], values=found.columns[2])

    pd.testing.assert_frame_equal(wide, wide.T, check_names=False)
    assert wide.isna().to_numpy().sum() == len(wide)


def test_shares_of_instruments_add_up(here, reports):
    """Three kinds make 100 % in each group."""
    found = instruments_named.mix(here, reports)

    assert [pytest.approx(100)] * 3 == found.iloc[:, 1:].sum().tolist()


@pytest.fixture
def naming() -> corpus.Corpus:
    """Wuhan's report names Changsha 3 times, Huangshi twice and itself; Changsha's names Wuhan once."""
    named = [("w", "430100", 3), ("w", "420200", 2), ("w", "420100", 9), ("c", "420100", 1)]
    group = {"w": corpus.OWN, "c": corpus.OWN}
    return dataclasses.replace(
        small(COUNTS, group),
        documents=pd.DataFrame({"city": ["420100", "430100"]}, index=list(group)),
        places=pd.DataFrame(named, columns=["document", "city", "count"]),
    )


def test_naming_from_group_to_group_by_hand(here, naming):
    """Naming oneself does not count, and nobody names a city of Jiangxi or outside."""
    found = named_cities.across(here, naming)
    found = found.set_index(found.columns[0])

    hubei, hunan, jiangxi = (f"{name} group" for name in ("Hubei", "Hunan", "Jiangxi"))
    counts = found[[hubei, hunan, jiangxi, found.columns[-1]]]
    assert [2, 3, 0, 0] == counts.loc[hubei].tolist()
    assert [1, 0, 0, 0] == counts.loc[hunan].tolist()


def test_other_agglomerations_are_held_against_even_naming(here, reports, notebook):
    """Ratios are shares over what even naming gives, and the region's is told in per cent of it."""
    found = named_cities.elsewhere(here, reports)
    told = {one.key: one for one in named_cities.told(here, reports)}

    own = found.loc[here.agglomeration]
    assert pytest.approx(100 * own["share"] / own["expected"]) == told["texts.places.standing"].value
    assert here.agglomeration in found.index
    pd.testing.assert_series_equal(found["share"] / found["expected"], found["ratio"], check_names=False)


def test_naming_across_provinces_by_hand(here, naming, monkeypatch):
    """4 of 6 mentions cross a border; even naming of the 30 others: 18 of Wuhan's, 23 of Changsha's."""
    monkeypatch.setattr(named_cities, "FEWEST", 2)
    found = named_cities.elsewhere(here, naming).loc["changjiang-middle-reaches"]

    even = 100 * (18 / 30 * 5 + 23 / 30) / 6
    assert pytest.approx([2, 6, 400 / 6, even, 400 / 6 / even]) == found.tolist()


def test_gaps_whose_interval_leaves_zero_out_are_clear(here, reports, notebook, monkeypatch):
    """One above by half a point, one below; the others include zero."""
    concepts = list(attention_gap.attention.CONCEPTS)
    blank = pd.DataFrame({"value": 0.0, "low": -0.9, "high": 0.9, "target": 9.0, "reference": 9.0}, concepts)
    blank.loc[concepts[0], ["value", "low", "high"]] = [0.7, 0.5, 0.9]
    blank.loc[concepts[1], ["value", "low", "high"]] = [-0.7, -0.9, -0.5]
    monkeypatch.setattr(attention_gap, "_gap", lambda corpus, other, seed: blank)

    told = {one.key: one for one in attention_gap.told(here, reports, 7)}

    assert 2 == told["texts.gap.clear"].value
    assert "2" == notebook.glued["texts.gap.provinces.clear"]


def test_shares_of_a_period_add_up_in_the_table(here, reports):
    """In per cent of the words of all concepts, each rounded to a tenth."""
    table = attention_course.table(here, reports, 7)[attention_course.names(here)]

    shares = table.map(lambda cell: float(cell.split()[0]))
    assert [pytest.approx(100, abs=0.4)] * len(table) == shares.sum(axis=1).tolist()


def test_the_word_that_sets_the_region_apart_is_told(here, reports, notebook):
    """With the reports that hold it, in per cent, in the region and elsewhere."""
    top = keywords.keywords(here, reports).iloc[0]

    told, _ = keywords.key(here, reports)

    assert pytest.approx(2 ** top["log_ratio"]) == told.value
    shares = [float(notebook.glued[f"texts.keyness.{one}"]) for one in ("documents", "elsewhere")]
    assert pytest.approx(100 * top[["target_documents", "reference_documents"]].to_numpy(float), abs=0.5) == (
        shares
    )


def test_the_closest_pairs_of_words_come_first(here, reports):
    """By the normalised measure, which is at most 1."""
    closeness = keywords.words_together(here, reports)[here.say("texts.pair.npmi")]

    assert closeness.is_monotonic_decreasing
    assert closeness.iloc[0] <= 1


def test_the_word_that_misleads_most_is_told(here, reports, notebook):
    """Of the concept that is least precise, with the number of paragraphs in which the word is wrong."""
    told = {one.key: one for one in coding.told(here, reports)}
    scores = validation.scores(coding.counted(here, reports), coding.passes(here)["first"])
    words = coding.misread(here, reports, str(scores["precision"].idxmin()))

    assert words["wrong"].max() == told["texts.misread"].value
    assert str(words["wrong"].idxmax()) in told["texts.misread"].sentence_en
    held, right = (notebook.glued[f"texts.misread.{one}"] for one in ("held", "right"))
    assert words.iloc[0][["held", "right"]].tolist() == [int(held), int(right)]


def test_the_overview_begins_with_the_largest_kind(here):
    """As many texts as the table of documents has."""
    sizes = corpus.overview(here)[here.say("texts.size")]

    assert sizes.is_monotonic_decreasing
    assert len(here.table("documents")) == sizes.sum()


def test_misleading_words_add_up(here, reports):
    """Right and wrong make the paragraphs that hold a word; the worst comes first."""
    found = coding.misread(here, reports, "coordination")

    assert (found["held"] == found["right"] + found["wrong"]).all()
    assert found["wrong"].is_monotonic_decreasing


def test_of_the_corpus_only_documents_with_a_coded_paragraph_are_read(here, reports, monkeypatch):
    """Hundreds of documents have none; rows of whole documents, numbered 0, belong to no paragraph."""
    given = []
    monkeypatch.setattr(coding, "by_paragraph", lambda *frames: given.extend(frames) or frames[0])

    coding.counted(here, reports)

    coded = set(coding.passes(here)["first"].index.get_level_values("document"))
    for frame in given[:2]:
        assert coded == set(frame["document"])
        assert 1 == frame["paragraph"].min()


def test_two_passes_are_enough(here, reports, notebook, monkeypatch):
    """Without a third coding its finding has no figure, and the table no column for it."""
    monkeypatch.setattr(coding, "PASSES", ("first", "second"))
    table = coding.table(here, reports)
    monkeypatch.setattr(
        coding, "passes", lambda here, whole=coding.passes: dict(list(whole(here).items())[:2])
    )
    monkeypatch.setattr(coding, "PASSES", ("first", "second", "third"))
    told = {one.key: one for one in coding.told(here, reports)}

    assert not any("third" in column for column in table)
    assert told["texts.alpha.third"].value is None
    assert told["texts.alpha.second"].value > 0.9


def test_the_lines_have_no_gap(here, reports):
    """From the first year that is drawn none is missing, and each year adds up to 100."""
    found = attention_course.yearly(here, reports)
    sums = found.groupby("Year")["Share of concept words (%)"].sum()

    assert list(range(1978, 2026)) == list(sums.index)
    assert [pytest.approx(100)] * len(sums) == sums.tolist()


def test_a_region_without_reports_shows_nothing(here, reports, notebook):
    """Tables and charts of comparison are empty, and their findings say that there is no figure."""
    bare = dataclasses.replace(reports, group=reports.group[reports.group != corpus.OWN])
    frames = [
        attention_gap.compared(here, bare),
        attention_gap.gaps(here, bare, 7),
        keywords.table(here, bare),
        keywords.concepts_together(here, bare),
        keywords.words_together(here, bare),
        instruments_named.residuals(here, bare),
        instruments_named.mix(here, bare),
        named_cities.leading(here, bare),
        named_cities.across(here, bare),
    ]
    told = [*attention_gap.told(here, bare, 7), *keywords.key(here, bare), keywords.together(here, bare)]

    assert all(frame.empty for frame in frames)
    assert all(one.value is None for one in told)


def test_a_kind_that_the_book_does_not_know_keeps_its_name(here, monkeypatch):
    """A user's own documents stand in the overview beside the book's."""
    documents = here.table("documents").head(1).assign(kind="policy", level="city")
    monkeypatch.setattr(Region, "table", lambda self, name: documents)

    assert ["policy, city"] == corpus.overview(here)["Kind"].tolist()


def test_agreement_has_decimals_in_every_pass_but_the_first(here):
    """The first is what the others are compared with."""
    _, *others = coding.passes(here)

    assert set(others) == set(coding.decimals(here))
