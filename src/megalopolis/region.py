"""One agglomeration: its cities, its series, its words and its argument.

Chapters get everything from here; this is the only module that knows which tables there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from megalopolis import argument, credit, frameworks, journeys, membership, regionfile, series, tables
from megalopolis.argument import Argument, Group
from megalopolis.errors import DataError, ParameterError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


@dataclass(frozen=True, eq=False)
class Region:
    """An agglomeration in one language; :meth:`load` makes it.

    Attributes
    ----------
    id, language, name : str
        Id of the region, ``zh`` or ``en``, and the name in that language.
    data : pathlib.Path
        Folder of the tables.
    cities : pandas.DataFrame
        Indexed by ``city`` (code): name, name_zh, name_en, group, group_name, province, part, area (km2),
        longitude, latitude. Cities without a group of their own are grouped by province.
    groups : tuple of Group
        Groups of the region file, in its order.
    argument : Argument
        Problems, principles, path measures and remarks.
    agglomeration : str or None
        Id of the agglomeration whose members the cities are; None for a region given by a list of cities.
    """

    id: str
    language: str
    name: str
    data: Path
    cities: pd.DataFrame
    groups: tuple[Group, ...] = field(repr=False)
    argument: Argument = field(repr=False)
    agglomeration: str | None

    @staticmethod
    def load(id: str, language: str, data: Path | str | None = None) -> Region:
        """The region described by ``data/regions/<id>.yml``.

        Raises
        ------
        ParameterError
            There is no such region or language; near matches and all that exist are named.
        DataError
            The region file or a table breaks its contract.
        """
        place = tables.folder(data)
        if language not in regionfile.LANGUAGES:
            raise ParameterError(series.unknown("language", language, regionfile.LANGUAGES))
        membership.require_file(id, place)
        rest = [*regionfile.files(id, place), *tables.paths(("cities", "agglomerations"), place)]
        made = tables.remember(("region", id, language), rest, lambda: Region._made(id, language, place))
        return replace(made, cities=made.cities.copy(deep=False))

    @staticmethod
    def _made(id: str, language: str, data: Path) -> Region:
        described = regionfile.read(id, data)
        if described.breaches:
            raise DataError(described.breaches)
        content = described.content
        groups = argument.groups(content, language)
        return Region(
            id=id,
            language=language,
            name=content["name"][language],
            data=data,
            cities=membership.cities(described, groups, language, data),
            groups=groups,
            argument=argument.build(content, language),
            agglomeration=content.get("agglomeration"),
        )

    def indicator(self, code: str, year: int) -> pd.Series:
        """An indicator of the cities of the region, named by its code; NaN where there is no value.

        Denominator and scale are applied where the table ``indicators`` names them.

        Raises
        ------
        ParameterError
            The indicator is not described, or no city of the country has a value in this year.
        """
        return self.nation(code, year).reindex(self.cities.index)

    def indicators(self, codes: Sequence[str], year: int) -> pd.DataFrame:
        """Several indicators of one year, city x code."""
        return pd.DataFrame({code: self.indicator(code, year) for code in codes}, index=self.cities.index)

    def panel(self, code: str, years: Iterable[int] | None = None) -> pd.DataFrame:
        """An indicator over the years, city x year; all years in which any city of the country has a value.

        Raises
        ------
        ParameterError
            The indicator is not described, or no city of the country has a value in one of *years*.
        """
        values = series.panel(code, self.data).reindex(self.cities.index)
        there = [int(year) for year in values.columns]
        if years is None:
            return values
        chosen = [int(year) for year in years]
        lacking = [str(year) for year in chosen if year not in there]
        if lacking:
            found = f"years with values: {series.spans(there)}"
            raise ParameterError(f"{code} has no values for {', '.join(lacking)}; {found}")
        return values[chosen]

    def nation(self, code: str, year: int) -> pd.Series:
        """An indicator of every unit of ``cities``, indexed by code; NaN where there is no value."""
        return series.at(code, year, self.data)

    def travel(self, mode: str, date: str, value: str = "minutes") -> pd.DataFrame:
        """Travel from each city (row) to each (column); see :func:`megalopolis.journeys.matrix`."""
        return journeys.matrix(mode, date, value, self.cities.index, self.data)

    def members(self, agglomeration: str | None = None, variant: str = "base") -> pd.DataFrame:
        """Which city belongs to which agglomeration: agglomeration, city, part; a city may be in two.

        Raises
        ------
        ParameterError
            There is no such agglomeration or variant.
        """
        table = tables.read("agglomerations", self.data)
        if variant not in set(table["variant"]):
            raise ParameterError(series.unknown("variant", variant, sorted(set(table["variant"]))))
        chosen = table[table["variant"] == variant]
        if agglomeration is not None:
            if agglomeration not in set(chosen["agglomeration"]):
                known = sorted(set(chosen["agglomeration"]))
                raise ParameterError(series.unknown(f"{variant} agglomeration", agglomeration, known))
            chosen = chosen[chosen["agglomeration"] == agglomeration]
        return chosen[["agglomeration", "city", "part"]].reset_index(drop=True)

    def compare(
        self,
        code: str,
        year: int,
        how: str = "mean",
        weight: str | None = None,
        least: float = 0.8,
    ) -> pd.Series:
        """One number for each agglomeration, from its member cities taken whole.

        Parameters
        ----------
        code : str
            Indicator.
        year : int
            Its year.
        how : {"mean", "median", "total"}
            A mean is weighted when *weight* is given; a total needs every member.
        weight : str, optional
            Indicator to weight a mean with. The denominator of a share gives the share of the whole area;
            the population gives the mean over residents.
        least : float
            Smallest share of members with a value, 0 to 1; with fewer the agglomeration is NaN.

        Returns
        -------
        pandas.Series
            Indexed by agglomeration, named by the code.

        Raises
        ------
        ParameterError
            *how* is none of the three, or *weight* is given for a median or a total.
        """
        weights = None if weight is None else self.nation(weight, year)
        value = self.nation(code, year)
        return membership.compare(self.members(), value, how, weights, least).rename(code)

    @property
    def agglomerations(self) -> pd.DataFrame:
        """The main list of agglomerations with their plans, indexed by id, ``name`` in the language."""

        def make() -> pd.DataFrame:
            plans = tables.read("plans", self.data)
            main = plans[plans["variant"] == "base"].set_index("agglomeration")
            return main.assign(name=main[f"name_{self.language}"])

        return tables.derive(("agglomerations", self.language), ["plans"], self.data, make).copy(deep=False)

    def framework(self) -> pd.DataFrame:
        """The structure of the composite index; see :func:`megalopolis.frameworks.framework`."""
        return frameworks.framework(self.data)

    def say(self, key: str, **values: object) -> str:
        """The label *key* in the language, its placeholders filled with *values*.

        Raises
        ------
        ParameterError
            There is no such label, or a placeholder is not given.
        """
        text = str(tables.entry("labels", key, self.data)[self.language])
        try:
            return text.format(**values)
        except (KeyError, IndexError, ValueError) as error:
            given = ", ".join(values) or "none"
            raise ParameterError(f"label {key!r} reads {text!r}; given: {given} ({error})") from None

    def label(self, code: str) -> str:
        """Name of an indicator with its unit, in the language."""
        row = series.described(code, self.data)
        name, unit = row[f"name_{self.language}"], row[f"unit_{self.language}"]
        if pd.isna(unit):
            return str(name)
        return f"{name}（{unit}）" if self.language == "zh" else f"{name} ({unit})"

    @property
    def names(self) -> pd.Series:
        """Name of every city of the country in the language, indexed by code."""

        def make() -> pd.Series:
            cities = tables.read("cities", self.data)
            return cities.set_index("code")[f"name_{self.language}"].rename("name").rename_axis("city")

        return tables.derive(("names", self.language), ["cities"], self.data, make).copy(deep=False)

    def geometry(self) -> GeoDataFrame:
        """Boundaries of the cities of the region, indexed by code; a unit without one has no row."""
        from megalopolis.boundaries import boundaries

        return boundaries(self.cities.index)

    def sources(self, names: str | Iterable[str]) -> str:
        """The producers and years behind indicators or tables, in one line for a caption."""
        return credit.line([names] if isinstance(names, str) else names, self.language, self.data)

    @property
    def findings_table(self) -> pd.DataFrame:
        """Every finding that chapters may tell, indexed by key."""

        def make() -> pd.DataFrame:
            return tables.read("findings", self.data).set_index("key")

        return tables.derive("findings by key", ["findings"], self.data, make).copy(deep=False)

    @property
    def statements(self) -> pd.DataFrame:
        """What the source documents state, indexed by id."""
        return tables.read("statements", self.data).set_index("id")

    def table(self, name: str) -> pd.DataFrame:
        """Any other table of the package, as :func:`megalopolis.tables.read` gives it."""
        return tables.read(name, self.data)
