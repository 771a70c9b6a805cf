"""Whatever lies in a raw folder: each input gets its row with a reason, and the others are still built."""

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.build import build
from pipeline.errors import WrongUse
from pipeline.release.verify import verify_release
from pipeline.stages.run import BuildRequest

PAGE = b"---\ntitle: Zinc\n---\n\n# Zinc\n\n### Usage\n\nGrowth.\n"

UTF16_SHOWN = "\ufffd\ufffd" + "".join(f"{sign}\ufffd" for sign in "# Zinc")


def fill(raw: Path) -> None:
    """A sound page among everything that can go wrong."""
    (raw / "sub").mkdir(parents=True)
    (raw / "folder.md").mkdir()
    (raw / "zinc.md").write_bytes(PAGE)
    (raw / "sub" / "zinc.md").write_bytes(PAGE)
    (raw / "latin.md").write_bytes(b"# Pr\xe9cautions\n")
    (raw / "utf16.md").write_bytes("# Zinc\n".encode("utf-16"))
    (raw / "nul.md").write_bytes(b"# a\0b\n")
    (raw / "empty.md").write_bytes(b"")
    (raw / "blank.md").write_bytes(b" \n\n")
    with (raw / "big.md").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    (raw / "bom.md").write_bytes(b"\xef\xbb\xbf" + PAGE)
    (raw / "crlf.md").write_bytes(PAGE.replace(b"\n", b"\r\n"))
    (raw / "broken.md").write_bytes(b"---\ntitle: [\n---\n# Broken\n\n### Usage\n\nText.\n")
    (raw / "bomb.md").write_bytes(b"---\na: &a [x,x]\nb: &b [*a,*a]\n---\n# Bomb\n\n### Usage\n\nText.\n")
    (raw / "tag.md").write_bytes(b"---\ntitle: !!python/object/apply:os.getcwd []\n---\n# Tag\n\n### Usage\n\nText.\n")
    (raw / "outside.md").symlink_to(raw.parent / "elsewhere.md")
    (raw.parent / "elsewhere.md").write_bytes(PAGE)
    (raw / "loop").symlink_to(raw)
    os.mkfifo(raw / "pipe.md")
    (raw / "bad\\xff.md").write_bytes(PAGE)
    (raw / os.fsdecode(b"bad\xff.md")).write_bytes(PAGE)
    (raw / "README.md").write_bytes(b"# not a page\n")
    (raw / ".hidden.md").write_bytes(PAGE)


def test_every_input_is_a_drug_or_in_quarantine(tmp_path: Path) -> None:
    """Nothing raises, nothing is silent, and what is built verifies against its source."""
    raw = tmp_path / "raw"
    fill(raw)
    outcome = build(BuildRequest(raw=str(raw), outputs=str(tmp_path / "outputs")))
    assert outcome.published
    release = tmp_path / "outputs" / "latest"
    quarantine = pq.read_table(release / "parquet" / "quarantine.parquet").to_pylist()
    assert {row["source_path"]: row["reason"] for row in quarantine} == {
        "bad\\xff.md~": "bad_name",
        "big.md": "too_large",
        "blank.md": "empty",
        "empty.md": "empty",
        "folder.md": "not_a_file",
        "latin.md": "not_utf8",
        "nul.md": "binary",
        "outside.md": "outside_root",
        "pipe.md": "not_a_file",
        "utf16.md": "binary",
        "zinc.md": "duplicate_id",
    }
    shown = {row["source_path"]: (row["line"], row["excerpt"]) for row in quarantine if row["excerpt"]}
    assert shown == {"latin.md": (1, "# Pr\ufffdcautions"), "nul.md": (1, "# a\ufffdb"), "utf16.md": (1, UTF16_SHOWN)}
    drugs = pq.read_table(release / "parquet" / "drugs.parquet")["source_path"].to_pylist()
    assert drugs == ["bad\\xff.md", "bom.md", "bomb.md", "broken.md", "crlf.md", "tag.md", "sub/zinc.md"]
    assert verify_release(release.resolve(), str(raw)).problems == ()


def test_bad_pages_build_the_same_from_a_warm_cache(tmp_path: Path) -> None:
    """What is set aside keeps its place when one page changes."""
    raw = tmp_path / "raw"
    fill(raw)
    build(BuildRequest(raw=str(raw), outputs=str(tmp_path / "warm")))
    (raw / "crlf.md").write_bytes(PAGE)
    for outputs in ("warm", "cold"):
        assert build(BuildRequest(raw=str(raw), outputs=str(tmp_path / outputs))).published
    warm, cold = ((tmp_path / outputs / "latest" / "parquet" / "quarantine.parquet") for outputs in ("warm", "cold"))
    assert pq.read_table(warm).equals(pq.read_table(cold))


@pytest.mark.parametrize("make", [False, True], ids=["missing", "without pages"])
def test_a_folder_without_pages_is_wrong_use(tmp_path: Path, make: bool) -> None:
    """One clear sentence that names the folder."""
    raw = tmp_path / "raw"
    if make:
        raw.mkdir()
    with pytest.raises(WrongUse, match="raw"):
        build(BuildRequest(raw=str(raw), outputs=str(tmp_path / "outputs")))
