"""The bill of materials names what the lock pins, and nothing else."""

import json
from importlib.metadata import version

from megalopolis.book import bill

LOCK = """click=={version} \\
    --hash=sha256:{b} \\
    --hash=sha256:{a}
    # via megalopolis (pyproject.toml)
no-such-package[extra]==1.0 ; sys_platform == "win32" \\
    --hash=sha256:{a}
"""


def test_every_pinned_package_is_listed_with_its_hashes(tmp_path):
    """Version and hashes as the lock has them; a licence where the package is installed and states one."""
    lock = tmp_path / "requirements.txt"
    lock.write_text(LOCK.format(version=version("click"), a="a" * 64, b="b" * 64), encoding="utf-8")

    bill.write(tmp_path, lock)

    made = json.loads((tmp_path / bill.NAME).read_text(encoding="utf-8"))
    click, other = made["components"]
    assert ("CycloneDX", "1.5", 1) == (made["bomFormat"], made["specVersion"], made["version"])
    assert [f"pkg:pypi/click@{version('click')}", "pkg:pypi/no-such-package@1.0"] == [
        click["purl"],
        other["purl"],
    ]
    assert ["a" * 64, "b" * 64] == [one["content"] for one in click["hashes"]]
    assert "BSD-3-Clause" == click["licenses"][0]["license"]["name"]
    assert "licenses" not in other


def test_the_lock_of_the_book_is_listed_whole_and_the_same_again(root, tmp_path):
    """Each package has hashes, and two runs give the same bytes."""
    bill.write(tmp_path, root / "requirements.txt")
    first = (tmp_path / bill.NAME).read_bytes()
    bill.write(tmp_path, root / "requirements.txt")

    listed = json.loads(first)["components"]
    pinned = [
        line for line in (root / "requirements.txt").read_text(encoding="utf-8").splitlines() if "==" in line
    ]
    assert first == (tmp_path / bill.NAME).read_bytes()
    assert len([line for line in pinned if line[:1].isalnum()]) == len(listed)
    assert all(one["hashes"] for one in listed)


def test_a_site_without_lock_lists_nothing(tmp_path):
    """An empty list says so."""
    bill.write(tmp_path, tmp_path / "requirements.txt")

    assert [] == json.loads((tmp_path / bill.NAME).read_text(encoding="utf-8"))["components"]
