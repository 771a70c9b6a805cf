"""Sources: which files are pages, in what order, what is refused and why; the same from every kind of place."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_pages import page_text, write_pages

from pipeline.errors import WorldBroken, WrongUse
from pipeline.sources.address import open_source
from pipeline.sources.checkout import public_address
from pipeline.sources.description import SourceDescription, read_description
from pipeline.sources.git import parse_git_address, without_secrets
from pipeline.sources.listing import order_listing
from pipeline.sources.page import MAX_PAGE_BYTES, Listing, Origin, Page, Refusal, drug_id_of
from pipeline.sources.wanted import Wanted
from pipeline.vocabulary import QuarantineReason


def listed(folder: Path, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> Listing:
    return open_source(str(folder), Path()).list(include, exclude)


def reasons(listing: Listing) -> dict[str, QuarantineReason]:
    return {refusal.path: refusal.reason for refusal in listing.refused}


NAMES = st.one_of(
    st.text(st.characters(exclude_characters="/"), min_size=1, max_size=8),
    st.lists(st.sampled_from(["\udcff", "\ud800", "\\xff", "\n", "\\x0a", "a", "~"]), min_size=1, max_size=3).map(
        "".join
    ),
)
"""Of files; also such as are alike when they are spelt out."""


class TestNames:
    def test_pages_are_markdown_files_at_any_depth_in_the_order_of_their_ids(self, tmp_path: Path) -> None:
        write_pages(tmp_path, ["z/aspirin", "b", "a/c/zinc", "README", "sub/Readme", ".hidden", ".git/x", "a/.b/y"])
        (tmp_path / "notes.txt").write_text("no page")
        assert listed(tmp_path) == Listing(("z/aspirin.md", "b.md", "a/c/zinc.md"), ())

    @pytest.mark.parametrize(
        ("include", "exclude", "found"),
        [
            ((), ("draft-*",), "a.md d/b.md"),
            ((), ("d/*",), "a.md draft-c.md"),
            ((), ("d/",), "a.md draft-c.md"),
            (("*.txt", "a.md"), (), "a.md e.txt"),
            (("**/b.md",), (), "d/b.md"),
            (("./d/*.md",), (), "d/b.md"),
            (("*",), ("*.md",), "e.txt"),
        ],
    )
    def test_patterns(self, include: tuple[str, ...], exclude: tuple[str, ...], found: str, tmp_path: Path) -> None:
        write_pages(tmp_path, ["a", "d/b", "draft-c", "README"])
        (tmp_path / "e.txt").write_text("text")
        assert " ".join(sorted(listed(tmp_path, include, exclude).pages)) == found

    @pytest.mark.parametrize(
        ("pattern", "found"),
        [
            ("**/drug/*.md", "drug/a.md x/drug/a.md x/y/drug/a.md"),
            ("./**/drug/*.md", "drug/a.md x/drug/a.md x/y/drug/a.md"),
            ("**/**/drug/*.md", "drug/a.md x/drug/a.md x/y/drug/a.md"),
            ("**/drug/", "drug/a.md x/drug/a.md x/y/drug/a.md"),
            ("**/y/**/a.md", "x/y/drug/a.md y/a.md"),
            ("x/**/a.md", "x/a.md x/drug/a.md x/mydrug/a.md x/y/drug/a.md"),
            ("**/a.md", "a.md drug/a.md x/a.md x/drug/a.md x/mydrug/a.md x/y/drug/a.md y/a.md"),
        ],
    )
    def test_two_stars_and_a_slash_are_any_number_of_folders(self, pattern: str, found: str) -> None:
        paths = ["a.md", "drug/a.md", "x/a.md", "x/drug/a.md", "x/mydrug/a.md", "x/y/drug/a.md", "y/a.md"]
        assert [path for path in paths if Wanted([pattern])(path)] == found.split()
        assert [path for path in paths if not Wanted([], [pattern])(path)] == found.split()

    def test_a_pattern_is_no_regular_expression(self) -> None:
        assert not Wanted(["a.md"])("aXmd")

    @pytest.mark.parametrize("pattern", ["[[]x.md", "[]]x.md", "[!]]x.md", "[a-m]*.md", "x]y.md"])
    def test_brackets_that_are_closed_are_no_fault(self, pattern: str) -> None:
        assert not Wanted([pattern])("nothing.txt")

    @pytest.mark.parametrize(
        ("pattern", "sentence"),
        [
            ("", "'' is no pattern of pages"),
            (" ", "' ' is no pattern of pages"),
            ("./", "'./' is no pattern of pages"),
            ("**/", "'**/' is no pattern of pages"),
            ("**/a/**/b/**/c/**/d/**/e.md", "has more than 4 **/"),
            ("/drafts/", "'/drafts/' matches nothing: paths are relative to the raw folder"),
            ("[a-m.md", "has a [ that is not closed"),
            ("a[]", "has a [ that is not closed"),
            ("a[!]", "has a [ that is not closed"),
        ],
    )
    def test_a_pattern_that_cannot_be_meant_is_refused(self, pattern: str, sentence: str) -> None:
        for include, exclude in (([pattern], []), ([], ["*.txt", pattern])):
            with pytest.raises(WrongUse, match=re.escape(sentence)):
                Wanted(include, exclude)

    def test_of_two_files_with_one_stem_the_first_is_kept_and_the_other_told(self, tmp_path: Path) -> None:
        write_pages(tmp_path, ["b/zinc", "a/zinc", "c/zinc"])
        listing = listed(tmp_path)
        assert listing.pages == ("a/zinc.md",)
        assert reasons(listing) == dict.fromkeys(["b/zinc.md", "c/zinc.md"], QuarantineReason.DUPLICATE_ID)
        assert all("a/zinc.md" in refusal.message for refusal in listing.refused)

    def test_names_that_fit_no_cell_are_refused_and_spelt_out(self, tmp_path: Path) -> None:
        write_pages(tmp_path, ["good"])
        for name in (b"bad\xff.md", b"new\nline.md", b"  .md", b"tab\t.md"):
            (tmp_path / os.fsdecode(name)).write_text("x")
        listing = listed(tmp_path)
        assert listing.pages == ("good.md",)
        assert reasons(listing) == dict.fromkeys(
            ["bad\\xff.md", "new\\x0aline.md", "  .md", "tab\\x09.md"], QuarantineReason.BAD_NAME
        )

    def test_a_name_that_is_spelt_out_is_the_name_of_no_other_input(self, tmp_path: Path) -> None:
        write_pages(tmp_path, ["a/bad\\xff", "b/bad\\xff"])
        for folder in "ab":
            (tmp_path / folder / os.fsdecode(b"bad\xff.md")).write_text("x")
        listing = listed(tmp_path)
        assert listing.pages == ("a/bad\\xff.md",)
        assert reasons(listing) == {
            "a/bad\\xff.md~": QuarantineReason.BAD_NAME,
            "b/bad\\xff.md": QuarantineReason.DUPLICATE_ID,
            "b/bad\\xff.md~": QuarantineReason.BAD_NAME,
        }

    @given(st.lists(NAMES, max_size=12), st.randoms())
    def test_every_path_is_a_page_or_refused_whatever_the_order(self, names: list[str], random: object) -> None:
        paths = sorted({f"{folder}/{name}.md" for name in names for folder in "ab"})
        listing = order_listing(paths, [])
        shuffled = list(paths)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert order_listing(shuffled, []) == listing
        assert len(listing.pages) + len(listing.refused) == len(paths)
        ids = [drug_id_of(path) for path in listing.pages]
        assert ids == sorted(set(ids))
        refused = [refusal.path for refusal in listing.refused]
        assert len({*refused, *listing.pages}) == len(paths)
        for path in (*listing.pages, *refused):
            path.encode()
            assert not any(character in path for character in "\n\r\t\0\u2028")

    @pytest.mark.parametrize(("path", "stem"), [("a.md", "a"), ("s/a.b.md", "a.b"), ("s.t/a", "a"), ("a.b/.md", "")])
    def test_the_id_is_the_stem(self, path: str, stem: str) -> None:
        assert drug_id_of(path) == stem


class TestFolder:
    def test_what_is_no_file_is_refused(self, tmp_path: Path) -> None:
        write_pages(tmp_path, ["good", "folder.md/inside"])
        os.mkfifo(tmp_path / "pipe.md")
        listing = listed(tmp_path)
        assert listing.pages == ("good.md", "folder.md/inside.md")
        assert reasons(listing) == dict.fromkeys(["folder.md", "pipe.md"], QuarantineReason.NOT_A_FILE)

    def test_links_are_followed_inside_the_folder_only(self, tmp_path: Path) -> None:
        outside = write_pages(tmp_path / "outside", ["secret"])
        raw = write_pages(tmp_path / "raw", ["good", ".data/hidden"])
        (raw / "secret.md").symlink_to(outside / "secret.md")
        (raw / "more").symlink_to(outside)
        (raw / "folder.md").symlink_to(raw)
        (raw / "alias.md").symlink_to("good.md")
        (raw / "shown.md").symlink_to(".data/hidden.md")
        (raw / "gone-outside.md").symlink_to(tmp_path / "nowhere.md")
        listing = listed(raw)
        assert listing.pages == ("alias.md", "good.md", "shown.md")
        assert reasons(listing) == {
            "folder.md": QuarantineReason.NOT_A_FILE,
            "gone-outside.md": QuarantineReason.OUTSIDE_ROOT,
            "more": QuarantineReason.OUTSIDE_ROOT,
            "secret.md": QuarantineReason.OUTSIDE_ROOT,
        }

    @pytest.mark.parametrize(
        ("include", "exclude", "refused"),
        [
            ((), (), "drafts drafts.md"),
            ((), ("drafts/", "drafts.md"), "drafts.md"),
            ((), ("drafts*",), "drafts drafts.md"),
            ((), ("drafts*/", "drafts.md"), ""),
            (("good.md",), ("drafts/",), "drafts.md"),
            (("good*/",), (), ""),
        ],
    )
    def test_a_linked_folder_is_refused_only_where_pages_may_be(
        self, include: tuple[str, ...], exclude: tuple[str, ...], refused: str, tmp_path: Path
    ) -> None:
        outside = write_pages(tmp_path / "outside", ["secret"])
        raw = write_pages(tmp_path / "raw", ["good", "goods/zinc"])
        for name in ("drafts", "drafts.md"):
            (raw / name).symlink_to(outside)
        assert reasons(listed(raw, include, exclude)) == dict.fromkeys(refused.split(), QuarantineReason.OUTSIDE_ROOT)

    def test_loops_end_and_nothing_is_listed_twice(self, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", ["a/one", "b/two"])
        (raw / "a" / "up").symlink_to(raw)
        (raw / "b" / "across").symlink_to("../a")
        assert listed(raw) == Listing(("a/one.md", "b/two.md"), ())

    def test_pages_reached_only_by_a_link_are_pages(self, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", [".versions/3/one"])
        (raw / "current").symlink_to(".versions/3")
        assert listed(raw).pages == ("current/one.md",)

    def test_the_raw_folder_may_be_a_link(self, tmp_path: Path) -> None:
        write_pages(tmp_path / "real", ["one"])
        (tmp_path / "raw").symlink_to("real")
        assert listed(tmp_path / "raw").pages == ("one.md",)

    def test_what_cannot_be_read_is_refused_and_told(self, tmp_path: Path) -> None:
        raw = write_pages(tmp_path / "raw", ["good", "leads"])
        (raw / "dangling.md").symlink_to("nowhere.md")
        (raw / "self.md").symlink_to("self.md")
        (raw / "through.md").symlink_to("good.md/nowhere.md")
        (raw / "leads.md").rename(raw / ".leads.md")
        (raw / "leads.md").symlink_to(".leads.md")
        source = open_source(str(raw), Path())
        pages = source.list((), ()).pages
        (raw / ".leads.md").unlink()
        refused = {page.path: page.reason for page in source.read_pages(pages) if isinstance(page, Refusal)}
        links = ["dangling.md", "leads.md", "self.md", "through.md"]
        assert refused == dict.fromkeys(links, QuarantineReason.UNREADABLE)

    @pytest.mark.parametrize(("gone", "left"), [("b/two.md", None), ("b", None), ("b", "a file"), ("up.md", None)])
    def test_a_page_that_goes_away_once_it_is_listed_is_a_broken_world(
        self, gone: str, left: str | None, tmp_path: Path
    ) -> None:
        raw = write_pages(tmp_path / "raw", ["a/one", "b/two"])
        (raw / "up.md").symlink_to("a/one.md")
        source = open_source(str(raw), Path())
        pages = source.list((), ()).pages
        (raw / gone).rename(tmp_path / "elsewhere")
        if left is not None:
            (raw / gone).write_text(left)
        named = gone if gone.endswith(".md") else "b/two.md"
        with pytest.raises(WorldBroken, match=f"^{named} went away while the collection was read; run the build again"):
            list(source.read_pages(pages))

    @pytest.mark.parametrize("exclude", [(), ("b/",)])
    def test_so_is_a_folder_that_goes_away_while_pages_are_listed(
        self, exclude: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        raw = write_pages(tmp_path / "raw", ["a/one", "b/two"])
        scandir = os.scandir

        def moving(place: str) -> "os.ScandirIterator[str]":
            if place == str(raw / "b"):
                (raw / "b").rename(tmp_path / "elsewhere")
            return scandir(place)

        monkeypatch.setattr(os, "scandir", moving)
        if exclude:
            assert listed(raw, (), exclude).pages == ("a/one.md",)
        else:
            with pytest.raises(WorldBroken, match=r"^b went away"):
                listed(raw)

    def test_a_huge_file_is_not_read(self, tmp_path: Path) -> None:
        with (write_pages(tmp_path, ["good"]) / "huge.md").open("wb") as file:
            file.truncate(1 << 40)
        (tmp_path / "most.md").write_bytes(b"a" * MAX_PAGE_BYTES)
        source = open_source(str(tmp_path), Path())
        huge = source.read("huge.md")
        assert isinstance(huge, Refusal)
        assert huge.reason is QuarantineReason.TOO_LARGE
        assert "1,099,511,627,776 bytes" in huge.message
        assert len(source.read("most.md")) == MAX_PAGE_BYTES

    def test_a_missing_or_empty_folder_is_wrong_use(self, tmp_path: Path) -> None:
        with pytest.raises(WrongUse, match=r"there is no folder .*missing"):
            open_source(str(tmp_path / "missing"), Path())
        (tmp_path / "notes.txt").write_text("text")
        with pytest.raises(WrongUse, match=r"holds no page: no file matches \*\.md"):
            listed(tmp_path)
        with pytest.raises(WrongUse, match="is a file, not a folder"):
            open_source(str(tmp_path / "notes.txt"), Path())

    @pytest.mark.parametrize(
        ("patterns", "expected"),
        [
            ({}, True),
            ({"exclude": ["locked/"]}, False),
            ({"exclude": ["locked/*"]}, False),
            ({"exclude": ["lock*/"]}, False),
            ({"exclude": ["locked/*.md"]}, False),
            ({"exclude": ["locked/a*"]}, True),
            ({"exclude": ["locked"]}, True),
            ({"exclude": ["locked/inner/"]}, True),
            ({"exclude": ["draft-*"]}, True),
            ({"exclude": ["*.md"]}, False),
            ({"include": ["open/*.md"]}, False),
            ({"include": ["open/"]}, False),
            ({"include": ["locked/inner/*.md"]}, True),
            ({"include": ["locked/*.md"], "exclude": ["locked/"]}, False),
            ({"include": ["*/a.md"]}, True),
            ({"include": ["**/inner/*.md"]}, True),
            ({"include": ["**/inner/*.md"], "exclude": ["**/inner/"]}, False),
            ({"include": ["open/**/*.md"]}, False),
            ({"exclude": ["**/locked/"]}, False),
            ({"exclude": ["**/locked/*.md"]}, False),
            ({"exclude": ["**/locked/inner/"]}, True),
            ({"include": ["*.txt", "a.md"], "exclude": ["locked/*.txt"]}, True),
        ],
    )
    def test_where_pages_may_be_is_told_from_the_patterns(self, patterns: dict[str, list[str]], expected: bool) -> None:
        assert Wanted(**patterns).may_be_in("locked") is expected


def unprivileged(outputs: Path, raw: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Build in a process that permissions hold for, whoever runs the tests."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() == 0 and setpriv is None:
        pytest.skip("permissions do not hold for root, and there is no setpriv to take its capabilities away")
    powerless = [str(setpriv), "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    command = [*powerless, sys.executable, "-m", "pipeline", "build", "--raw", str(raw), "--outputs", str(outputs)]
    return subprocess.run([*command, "--json", *options], capture_output=True, text=True, check=False)


class TestPermissions:
    @pytest.fixture
    def raw(self, tmp_path: Path) -> Iterator[Path]:
        raw = write_pages(tmp_path / "raw", ["good", "locked/one", "locked/.more/two"])
        (raw / "alias.md").symlink_to("locked/one.md")
        (raw / "more").symlink_to("locked/.more")
        (raw / "locked").chmod(0)
        yield raw
        for folder in (raw, raw / "locked"):
            folder.chmod(0o700)

    def test_what_may_not_be_read_is_in_quarantine(self, raw: Path, tmp_path: Path) -> None:
        done = unprivileged(tmp_path / "out", raw)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["rows"]["drugs"] == 1
        quarantine = pq.read_table(tmp_path / "out" / "latest" / "parquet" / "quarantine.parquet").to_pylist()
        assert {row["source_path"]: row["reason"] for row in quarantine} == {
            "alias.md": "unreadable",
            "locked": "unreadable",
        }

    def test_a_folder_that_nobody_asks_for_need_not_be_readable(self, raw: Path, tmp_path: Path) -> None:
        done = unprivileged(tmp_path / "out", raw, "--exclude", "locked/", "--exclude", "alias.md")
        assert (done.returncode, json.loads(done.stdout)["rows"]["quarantine"]) == (0, 0)

    @pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
    def test_a_raw_folder_that_may_not_be_read_is_a_broken_world(self, mode: int, raw: Path, tmp_path: Path) -> None:
        assert unprivileged(tmp_path / "out", raw).returncode == 0
        before = (tmp_path / "out" / "latest").readlink()
        raw.chmod(mode)
        done = unprivileged(tmp_path / "out", raw)
        assert (done.returncode, json.loads(done.stdout)["error"]["kind"]) == (1, "world_broken")
        assert f"{raw} could not be read" in done.stderr
        assert (tmp_path / "out" / "latest").readlink() == before

    def test_nor_may_the_folder_that_it_lies_in(self, raw: Path, tmp_path: Path) -> None:
        (tmp_path / "above").mkdir()
        inside = raw.rename(tmp_path / "above" / "raw")
        (tmp_path / "above").chmod(0)
        try:
            done = unprivileged(tmp_path / "out", inside)
        finally:
            (tmp_path / "above").chmod(0o700)
            inside.rename(raw)
        assert (done.returncode, json.loads(done.stdout)["error"]["kind"]) == (1, "world_broken")
        assert f"{inside} could not be read" in done.stderr

    def test_nor_may_it_be_taken_away_while_it_is_read(self, raw: Path, tmp_path: Path) -> None:
        """All pages in quarantine would be a release, too."""
        source = open_source(str(raw), Path())
        pages = source.list((), ()).pages
        raw.rename(tmp_path / "elsewhere")
        try:
            with pytest.raises(WorldBroken, match="could not be read"):
                list(source.read_pages(pages))
        finally:
            (tmp_path / "elsewhere").rename(raw)


class TestDescription:
    def test_every_field(self) -> None:
        text = """
            title: Monographs
            publisher: A house
            license: {name: CC-BY-4.0, url: "https://example.org/by"}
            citation: Somebody (2026)
            disclaimer: |
              No advice.
            page_url: https://example.org/{commit}/{path}#{drug_id}
            repository: https://example.org/who/what
        """
        assert read_description(text.encode()) == SourceDescription(
            *("Monographs", "A house", "CC-BY-4.0", "https://example.org/by", "Somebody (2026)", "No advice."),
            *("https://example.org/{commit}/{path}#{drug_id}", "https://example.org/who/what"),
        )

    @pytest.mark.parametrize("text", ["", "# nothing said\n", "title:\nlicense:\n", "title: ''\nlicense: {}\n"])
    def test_no_field_is_needed(self, text: str) -> None:
        assert read_description(text.encode()) == SourceDescription()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("titel: x", "unknown field titel; it may hold title, publisher"),
            ("license: {nmae: x}", r"unknown field license\.nmae"),
            ("license: MIT", "license must be a mapping"),
            ("[a]", "it must be a mapping"),
            ("title: [a]", "title must be text, not a list"),
            ("title: 7", "title must be text, not a number"),
            ("title: 2024-10-05", "title must be text, not a date"),
            ("title: 2024-13-45", "no valid YAML: month must be in"),
            ("title: !!int x", "no valid YAML"),
            ("title: !!timestamp x", "no valid YAML"),
            ("title: !!bool x", "no valid YAML"),
            ("title: !!int ''", "no valid YAML"),
            ("title: !!float x", "no valid YAML"),
            ("title: !!binary x", "no valid YAML"),
            ("title: !!set {a}", "title must be text, not something else"),
            (f"title: 0x{'f' * 9_000}", "title must be text, not a number"),
            (f"0x{'f' * 900}: T", "unknown field a number"),
            (f"title: {'[' * 9_000}", "no valid YAML"),
            (f"title: 1{':00' * 200}.5", "no valid YAML"),
            ('title: "\\ud800"', "title holds half a character"),
            ("title: yes", "title must be text, not true or false"),
            ("title: 'a", "no valid YAML"),
            ("!!python/object/apply:os.system ['true']", "no valid YAML"),
            ('title: "\\xff', "no valid YAML"),
            ("page_url: ftp://x/{path}", "must start with https://"),
            ("page_url: https://x/{pth}", "in braces and nothing else"),
            ("page_url: https://x/", "must hold {path} or {drug_id}"),
            ("x" * 70_000, "larger than 64 KiB"),
        ],
    )
    def test_what_else_it_holds_is_refused_with_a_sentence(self, text: str, message: str) -> None:
        with pytest.raises(WrongUse, match=message):
            read_description(text.encode())

    def test_it_is_read_from_the_root(self, tmp_path: Path) -> None:
        source = open_source(str(write_pages(tmp_path, ["one"])), Path())
        assert source.description() == SourceDescription()
        (tmp_path / "source.yaml").write_text("title: T")
        assert source.description() == SourceDescription(title="T")


class TestOrigin:
    def test_an_address_is_filled_in_and_quoted(self) -> None:
        origin = Origin("c0ffee", page_url="https://h/{commit}/{path}?{drug_id}", strangers=frozenset({"new.md"}))
        assert origin.url_of("a b/c#d.md") == "https://h/c0ffee/a%20b/c%23d.md?c%23d"
        assert (origin.url_of("new.md"), origin.commit_of("new.md")) == (None, None)
        assert Origin(page_url="https://h/{path}").url_of("new.md") == "https://h/new.md"
        assert Origin(page_url="https://h/{drug_id}").url_of("{commit}.md") == "https://h/%7Bcommit%7D"

    @pytest.mark.parametrize(
        ("remote", "address"),
        [
            ("git@github.com:who/what.git", "https://github.com/who/what"),
            ("ssh://git@gitlab.com:22/a/b/c.git", "https://gitlab.com/a/b/c"),
            ("https://user:secret@github.com/who/what.git", "https://github.com/who/what"),
            ("https://github.com/who/what/", "https://github.com/who/what"),
            ("/srv/git/what.git", None),
            ("file:///srv/git/what.git", None),
            ("", None),
        ],
    )
    def test_the_web_address_of_a_remote(self, remote: str, address: str | None) -> None:
        assert public_address(remote) == address


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with pages in ``pages/``, a tag, and a second commit on ``main``."""
    folder = write_pages(tmp_path / "repository", ["pages/a/one", "pages/two"])
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "remote", "add", "origin", "git@github.com:who/what.git")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first", "--date", "2026-01-01T00:00:00Z")
    git(folder, "tag", "-a", "-m", "tagged", "v1")
    write_pages(folder, ["pages/three"])
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "second")
    return folder


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another repository, which the environment names as git does to its hooks."""
    folder = write_pages(tmp_path / "strange", ["strange"])
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "strange")
    monkeypatch.setenv("GIT_DIR", str(folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(folder / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(folder / ".git" / "objects"))
    return folder


class TestStrangeRepository:
    """A build may run in a hook of git's; the repository of the hook has nothing to do with it."""

    def test_an_address_is_cloned_beside_it(self, repository: Path, tmp_path: Path, strange: Path) -> None:
        before = everything_in(strange)
        source = open_source(f"git+file://{repository}#pages", tmp_path / "clone")
        assert list(source.list((), ()).pages) == ["a/one.md", "three.md", "two.md"]
        assert everything_in(strange) == before

    def test_a_checkout_tells_its_own_commit(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch, strange: Path
    ) -> None:
        origin = open_source(str(repository / "pages"), Path()).origin(SourceDescription(), ["two.md"])
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
            monkeypatch.delenv(name)
        assert origin.commit == git(repository, "rev-parse", "HEAD")

    def test_settings_of_the_environment_still_hold(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
    ) -> None:
        """This is how a machine that nobody logs in to is given its credentials."""
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.file://{repository}.insteadOf")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://example.org/what")
        assert open_source("git+https://example.org/what#pages", tmp_path / "clone").list((), ()).pages


class TestCheckout:
    def test_the_commit_and_permalinks_of_a_folder_in_a_checkout(self, repository: Path) -> None:
        write_pages(repository, ["pages/new"])
        (repository / "pages" / "two.md").write_text(page_text("two", "Changed."))
        os.utime(repository / "pages" / "three.md", (1, 1))
        source = open_source(str(repository / "pages"), Path())
        origin = source.origin(source.description(), source.list((), ()).pages)
        commit = git(repository, "rev-parse", "HEAD")
        assert (origin.commit, origin.commit_date) == (commit, "2026-11-06")
        assert origin.strangers == {"new.md", "two.md"}
        assert origin.url_of("a/one.md") == f"https://github.com/who/what/blob/{commit}/pages/a/one.md"
        assert origin.url_of("three.md") is not None
        assert origin.url_of("two.md") is None

    def test_a_described_address_comes_before_the_remote(self, repository: Path) -> None:
        pages = ["a/one.md"]
        source = open_source(str(repository / "pages"), Path())
        described = source.origin(SourceDescription(page_url="https://h/{drug_id}"), pages)
        assert described.url_of("a/one.md") == "https://h/one"
        elsewhere = source.origin(SourceDescription(repository="https://gitlab.com/x/y"), pages)
        assert (elsewhere.page_url or "").startswith("https://gitlab.com/x/y/-/blob/{commit}/pages/")

    @pytest.mark.parametrize("place", ["untracked", "unborn"])
    def test_a_checkout_without_the_pages_lends_no_commit(self, place: str, repository: Path, tmp_path: Path) -> None:
        folder = write_pages(tmp_path / "unborn" if place == "unborn" else repository / "untracked", ["one"])
        if place == "unborn":
            git(folder, "init", "--quiet")
        assert open_source(str(folder), Path()).origin(SourceDescription(), ["one.md"]) == Origin()

    def test_a_folder_in_no_checkout_has_no_commit(self, tmp_path: Path) -> None:
        folder = write_pages(tmp_path / "pages", ["one"])
        assert open_source(str(folder), Path()).origin(SourceDescription(), ["one.md"]) == Origin()
        (tmp_path / ".git").mkdir()
        assert open_source(str(folder), Path()).origin(SourceDescription(), ["one.md"]) == Origin()

    def test_a_checkout_that_git_refuses_to_read_is_wrong_use(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = open_source(str(repository / "pages"), Path())
        with monkeypatch.context() as around:
            # Git's own switch for its own tests, so that nobody has to be root to have another owner's files.
            around.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
            with pytest.raises(
                WrongUse, match=r"detected dubious ownership .* git config --global --add safe\.directory"
            ):
                source.origin(SourceDescription(), ["two.md"])
        (repository / ".git" / "config").write_text("[core")
        with pytest.raises(WrongUse, match="bad config line"):
            source.origin(SourceDescription(), ["two.md"])

    def test_reading_changes_nothing_in_the_checkout(self, repository: Path) -> None:
        os.utime(repository / "pages" / "two.md", (1, 1))
        index = (repository / ".git" / "index").read_bytes()
        open_source(str(repository / "pages"), Path()).origin(SourceDescription(), ["two.md"])
        assert (repository / ".git" / "index").read_bytes() == index


class TestGitAddress:
    @pytest.mark.parametrize(
        ("revision", "pages"), [("", "one three two"), ("@main", "one three two"), ("@v1", "one two")]
    )
    def test_a_revision_of_a_repository(self, revision: str, pages: str, repository: Path, tmp_path: Path) -> None:
        source = open_source(f"git+file://{repository}{revision}#pages", tmp_path / "clone")
        assert " ".join(map(drug_id_of, source.list((), ()).pages)) == pages
        origin = source.origin(SourceDescription(), source.list((), ()).pages)
        assert origin.commit == git(repository, "rev-parse", f"{revision[1:] or 'HEAD'}^{{commit}}")
        assert origin.strangers == frozenset()
        assert git(tmp_path / "clone", "rev-list", "--count", "HEAD") == "1"

    @pytest.mark.parametrize("digits", [40, 9])
    def test_a_commit_of_a_repository(self, digits: int, repository: Path, tmp_path: Path) -> None:
        commit = git(repository, "rev-parse", "v1^{commit}")
        source = open_source(f"git+file://{repository}@{commit[:digits]}#pages", tmp_path / "clone")
        assert source.origin(SourceDescription(), ["two.md"]).commit == commit

    def test_what_is_not_there(self, repository: Path, tmp_path: Path) -> None:
        with pytest.raises(WrongUse, match="has no revision v9"):
            open_source(f"git+file://{repository}@v9", tmp_path / "1")
        with pytest.raises(WrongUse, match="has no folder nothing at HEAD"):
            open_source(f"git+file://{repository}#nothing", tmp_path / "2")
        with pytest.raises(WorldBroken, match="could not be fetched"):
            open_source(f"git+file://{tmp_path}/no-repository", tmp_path / "3")

    def test_what_cannot_be_written_out_is_a_broken_world(
        self, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As where the store of large files is away that a filter asks."""
        (repository / ".gitattributes").write_text("*.md filter=away")
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "-m", "filtered")
        settings = {"filter.away.smudge": "false", "filter.away.required": "true"}
        monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(settings)))
        for number, (name, value) in enumerate(settings.items()):
            monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
            monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
        with pytest.raises(WorldBroken, match=r"could not be checked out: .*smudge filter away failed"):
            open_source(f"git+file://{repository}", tmp_path / "clone")

    @pytest.mark.parametrize(
        "address",
        [
            *("git+ext::sh -c true", "git+/srv/what", "git+https://host", "git+https://h/what@", "git+https://h/w@-x"),
            *("git+https://h/w#../../etc", "git+https://h/w#/etc"),
        ],
    )
    def test_what_is_no_address(self, address: str) -> None:
        with pytest.raises(WrongUse):
            parse_git_address(address)

    def test_a_revision_may_hold_slashes_and_a_host_a_user(self) -> None:
        address = parse_git_address("git+ssh://git@h/who/what.git@feature/x#a/b/")
        assert address == ("ssh://git@h/who/what.git", "feature/x", "a/b")
        assert address.at("c0ffee") == "git+ssh://git@h/who/what.git@c0ffee#a/b"

    def test_secrets_are_left_out(self) -> None:
        assert without_secrets("fetch https://me:token@h/x@y failed") == "fetch https://h/x@y failed"


class FileServer(ThreadingHTTPServer):
    """A web server that knows nothing of git and gives out the files of a repository.

    It is out of order for the next ``failures`` of the requests whose path holds ``failing``.
    """

    failing = "/info/refs"
    failures = 0

    def address(self) -> str:
        return f"git+http://127.0.0.1:{self.server_port}/what.git"

    def fails(self, path: str) -> bool:
        if self.failing not in path or not self.failures:
            return False
        self.failures -= 1
        return True


class FileHandler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, FileServer)
        if self.server.fails(self.path):
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- named by the base class
        pass


class TestFileServer:
    @pytest.fixture
    def server(self, repository: Path, tmp_path: Path) -> Iterator[FileServer]:
        git(repository, "branch", "feature/x", "v1^{commit}")
        git(tmp_path, "clone", "--quiet", "--bare", str(repository), "served/what.git")
        git(tmp_path / "served" / "what.git", "update-server-info")
        with FileServer(("127.0.0.1", 0), partial(FileHandler, directory=str(tmp_path / "served"))) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield server
            server.shutdown()
            thread.join()

    @pytest.mark.parametrize(
        ("revision", "names"),
        [
            *(("", "HEAD"), ("@main", "main"), ("@refs/heads/main", "main"), ("@feature/x", "v1"), ("@v1", "v1")),
            *(("@{commit}", "v1"), ("@{commit:.9}", "v1")),
        ],
    )
    def test_a_revision(self, revision: str, names: str, server: FileServer, repository: Path, tmp_path: Path) -> None:
        commit = git(repository, "rev-parse", f"{names}^{{commit}}")
        source = open_source(f"{server.address()}{revision.format(commit=commit)}#pages", tmp_path / "clone")
        assert source.origin(SourceDescription(), ["two.md"]).commit == commit

    @pytest.mark.parametrize("revision", ["v9", "0123456789" * 4, "012345678"])
    def test_what_is_not_there(self, revision: str, server: FileServer, tmp_path: Path) -> None:
        with pytest.raises(WrongUse, match=f"has no revision {revision}$"):
            open_source(f"{server.address()}@{revision}", tmp_path / "clone")

    @pytest.mark.parametrize("revision", ["HEAD", "main", "v1", "{commit}"])
    def test_a_failure_that_passes_says_nothing_of_the_revision(
        self, revision: str, server: FileServer, repository: Path, tmp_path: Path
    ) -> None:
        address = f"{server.address()}@{revision.format(commit=git(repository, 'rev-parse', 'main'))}#pages"
        server.failures = 1
        assert open_source(address, tmp_path / "1").list((), ()).pages
        for failing, failures in (("/info/refs", 2), ("/objects/", 1_000)):
            server.failing, server.failures = failing, failures
            with pytest.raises(WorldBroken, match="could not be fetched"):
                open_source(address, tmp_path / failing.strip("/").replace("/", "-"))
            assert server.failures != failures


class TestRemote:
    def test_an_archive_and_memory_hold_the_same_pages_as_the_folder(self, tmp_path: Path) -> None:
        folder = write_pages(tmp_path / "raw", ["b/zinc", "a/zinc", "aspirin", "README", ".hidden/x"])
        (folder / "source.yaml").write_text("title: T")
        with (folder / "huge.md").open("wb") as file:
            file.truncate(MAX_PAGE_BYTES + 1)
        archive = tmp_path / "raw.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(folder.rglob("*")):
                packed.write(path, f"raw/{path.relative_to(folder)}")
        memory = fsspec.filesystem("memory")
        memory.put(str(folder), "/test-sources", recursive=True)
        here = contents(str(folder))
        assert contents(f"zip://raw::{archive}") == here
        assert contents("memory://test-sources") == here
        assert here[2].title == "T"

    @pytest.mark.parametrize("kind", ["zip", "memory"])
    def test_a_name_is_no_pattern(self, kind: str, tmp_path: Path) -> None:
        folder = write_pages(tmp_path / "raw", ["vitamin-[b12]", "a*", "what?", "vitamin-b", "{a,b}"])
        address = f"zip://::{tmp_path}/raw.zip"
        if kind == "zip":
            shutil.make_archive(str(folder), "zip", folder)
        else:
            address = "memory://test-patterns"
            for path in folder.iterdir():
                fsspec.filesystem("memory").pipe(f"/test-patterns/{path.name}", path.read_bytes())
        assert contents(address) == contents(str(folder))

    def test_names_that_leave_an_archive_are_refused(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "evil.zip", "w") as packed:
            packed.writestr("../evil.md", "x")
            packed.writestr("good.md", "x")
        listing = open_source(f"zip://::{tmp_path}/evil.zip", Path()).list((), ())
        assert listing.pages == ("good.md",)
        assert set(reasons(listing).values()) <= {QuarantineReason.OUTSIDE_ROOT}

    def test_a_damaged_file_of_an_archive_is_refused_and_the_others_read(self, tmp_path: Path) -> None:
        archive = tmp_path / "raw.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("bad.md", "unmistakable words")
            packed.writestr("good.md", "x")
        archive.write_bytes(archive.read_bytes().replace(b"unmistakable", b"unmistakeble"))
        pages = list(open_source(f"zip://::{archive}", Path()).read_pages(["bad.md", "good.md"]))
        assert isinstance(pages[0], Refusal)
        assert pages[1] == Page("good.md", b"x")

    @pytest.mark.parametrize(
        ("address", "message"),
        [
            ("memory://nothing-here", "memory://nothing-here"),
            ("nosuch://bucket/x", "cannot be opened"),
            ("zip://::{tmp}/no.zip", "there is no zip://"),
            ("zip://::{tmp}/text.md", "no readable archive"),
        ],
    )
    def test_what_is_not_there_is_wrong_use(self, address: str, message: str, tmp_path: Path) -> None:
        (tmp_path / "text.md").write_text("no archive")
        with pytest.raises(WrongUse, match=message):
            open_source(address.format(tmp=tmp_path), Path()).list((), ())


def contents(address: str) -> tuple[list[Page | Refusal], Listing, SourceDescription]:
    source = open_source(address, Path())
    listing = source.list((), ())
    # A store knows the size of a file when it is listed, a folder when it is opened; both refuse it in the end.
    read = [*source.read_pages(listing.pages), *listing.refused]
    return sorted(read, key=lambda page: page.path), Listing(listing.pages[:0], ()), source.description()
