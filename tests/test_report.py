"""report.html: what it says, and how it behaves in a real browser."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from made_tables import as_table, sample_tables
from written_releases import write_parquet

from pipeline.release.comparison import Comparison
from pipeline.release.diff import compare_releases
from pipeline.release.facts import FileFacts, ReleaseFacts
from pipeline.release.report import render_report
from pipeline.release.statistics import QUARANTINE_SHOWN, Statistics
from pipeline.sources.description import SourceDescription
from pipeline.tables.checks import Validation
from pipeline.tables.validate import validate_tables
from pipeline.vocabulary import FindingCode

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
HOSTILE = (
    "</td></script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    "<a href=\"javascript:document.title='run'\">x</a>\"' onmouseover=\"document.title='run'\" "
    "<style>*{display:none}</style>"
)
MEGABYTE = 1_000_000

Tables = dict[str, pa.Table]


def facts_of(tables: Tables, **source: str) -> ReleaseFacts:
    rows = {name: table.num_rows for name, table in tables.items()}
    files = tuple(FileFacts(f"parquet/{name}.parquet", 1234, "ab" * 32, count) for name, count in rows.items())
    described = SourceDescription(**source)
    return ReleaseFacts("2026.11.0", "1.0.0", "1.2.3", "2026-11-23", described, "c0ffee", rows, files, "2026.10.0")


def statistics_of(tables: Tables) -> Statistics:
    statistics = Statistics()
    statistics.add(tables)
    return statistics


def report_of(tables: Tables, comparison: Comparison | None = None, **source: str) -> str:
    compared = comparison or Comparison(None, "2026.11.0", is_first=True)
    return render_report(facts_of(tables, **source), statistics_of(tables), validate_tables(tables), compared)


@pytest.mark.parametrize(("column", "told"), [("markdown", 0), ("text", 1)])
def test_marks_of_list_items_are_counted_and_ask_for_no_look(column: str, told: int) -> None:
    tables = sample_tables()
    before = _cells_to_look_at(report_of(tables))
    rows = tables["bullets"].to_pylist()
    tables["bullets"] = as_table("bullets", [rows[0] | {column: "- first"}, *rows[1:]])
    page = report_of(tables)
    assert f"<code>bullets.{column}</code>" in page
    assert _cells_to_look_at(page) == before + told


def _cells_to_look_at(page: str) -> int:
    found = re.search(r"verbatim Markdown aside: (\d+)\.", page)
    return int(found[1]) if found else 0


def findings_of(number: int, excerpt: str, url: str | None = "https://example.org/a.md") -> Tables:
    """The sample with so many findings of two codes on its first page, which has a public address."""
    tables = sample_tables()
    drugs = tables["drugs"].to_pylist()
    drugs[0]["source_url"] = url
    codes = [FindingCode.RAW_HTML, FindingCode.FRONT_MATTER_INVALID]
    rows = [
        {
            "drug_id": drugs[0]["drug_id"],
            "position": place + 1,
            "source_path": drugs[0]["source_path"],
            "line": place + 1,
            "code": codes[place % 2],
            "severity": codes[place % 2].severity,
            "message": f"Oddity n{place}n.",
            "excerpt": excerpt,
        }
        for place in range(number)
    ]
    return tables | {"drugs": as_table("drugs", drugs), "findings": as_table("findings", rows)}


def hostile_tables() -> Tables:
    tables = findings_of(2, HOSTILE, "javascript:document.title='run'")
    for name, columns in (
        ("findings", ("source_path", "message")),
        ("quarantine", ("source_path", "message", "excerpt")),
    ):
        rows = [row | dict.fromkeys(columns, f"{HOSTILE}{place}") for place, row in enumerate(tables[name].to_pylist())]
        tables[name] = as_table(name, rows)
    return tables


class Outline(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def count(self, tag: str) -> int:
        return sum(found == tag for found, _ in self.elements)

    def attributes(self, name: str) -> list[str | None]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]


def words(page: str) -> str:
    return " ".join(" ".join(Outline(page).text).split())


def test_it_says_what_the_release_holds() -> None:
    tables = sample_tables()
    questions, answers = tables["faqs"].num_rows, tables["faqs"]["answer"].drop_null()
    said = words(report_of(tables))
    for sentence in (
        "Drug monographs 2026.11.0",
        "Pages 4 of 6 inputs",
        "Complete 25.0 % 1 with all core sections",
        f"Questions {questions} {len(answers)} with an answer",
        "Inputs that could not be accepted: 2 of 6.",
        "Pages that hold no section: 2 of 4.",
        "This is the first release",
        "The share of 4 pages with the section.",
        "sections.text 1",
        "The file holds NUL bytes.",
        "none is broken",
        "Parser 1.2.3",
        f"Files that hold tables: {len(tables)} Documents, such as this report, are not counted",
        "Licence of the pages not stated",
    ):
        assert sentence in said


def test_it_says_nothing_asks_for_a_look_only_where_nothing_does() -> None:
    nothing = {name: table.slice(0, 0) for name, table in sample_tables().items()}
    assert "Nothing asks for a look." in words(report_of(nothing))
    assert "Nothing asks for a look." not in words(report_of(sample_tables()))


def test_broken_rules_and_errors_come_first() -> None:
    tables = findings_of(4, "words")
    drugs = tables["drugs"].to_pylist()
    drugs[0]["status"] = "unheard of"
    page = report_of(tables | {"drugs": as_table("drugs", drugs)})
    notices = re.findall(r'<li class="(\w+)">([^<]*)', page)
    assert [level for level, _ in notices] == sorted(
        (level for level, _ in notices), key=lambda level: level != "error"
    )
    assert any("Rules of the contract that are broken" in text for _, text in notices)
    assert any("could not be read: 2." in text for _, text in notices)


def test_it_says_what_changed(tmp_path: Path) -> None:
    tables = sample_tables()
    fewer = {name: table.slice(0, table.num_rows - 1) if name == "drugs" else table for name, table in tables.items()}
    old, new = write_parquet(tmp_path / "old", tables), write_parquet(tmp_path / "new", fewer)
    said = words(report_of(fewer, compare_releases(old, new, old_version="2026.10.0")))
    assert "Changes since 2026.10.0. Pages: 1 removed." in said
    assert "Fewer rows than in 2026.10.0: drugs 1 of 4." in said
    assert "Pages removed: 1 zeta" in said


def test_a_finding_leads_to_its_line() -> None:
    page = report_of(findings_of(2, "words"))
    assert '<a href="https://example.org/a.md#L2">a/alphadone.md</a>' in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org/x", None]
)
def test_only_a_web_address_becomes_a_link(url: str | None) -> None:
    links = Outline(report_of(findings_of(1, "words", url))).attributes("href")
    assert all(link and link.startswith(("#", "data:,", "diff.json", "CHANGES.md")) for link in links)


def test_words_of_pages_make_no_element() -> None:
    calm = Outline(report_of(findings_of(2, "calm")))
    hostile = Outline(
        report_of(hostile_tables(), title=HOSTILE, publisher=HOSTILE, disclaimer=HOSTILE, license_url=HOSTILE)
    )
    for tag in ("script", "style", "img", "iframe", "object", "form"):
        assert hostile.count(tag) == calm.count(tag)
    assert not any(name.startswith("on") for _, attrs in hostile.elements for name in attrs)
    assert HOSTILE in "".join(hostile.text)


def test_it_needs_nothing_but_itself() -> None:
    outline = Outline(report_of(sample_tables()))
    assert outline.attributes("src") == []
    assert outline.count("link") == outline.attributes("href").count("data:,") == 1
    assert outline.attributes("style") == []
    (policy,) = [
        attrs["content"] for _, attrs in outline.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_same_release_has_the_same_report() -> None:
    assert report_of(sample_tables()) == report_of(sample_tables())
    assert not re.search(r"pygal|kozea|<!--", report_of(sample_tables()), re.IGNORECASE)


def test_it_stays_small_and_says_where_the_rest_is() -> None:
    tables = findings_of(4, "<&\"'>" * 40)
    statistics = statistics_of(tables)
    example = statistics.findings_shown[0]
    codes = list(FindingCode)
    statistics.findings_shown = [
        example._replace(source_path=f"drug-{place}.md", code=code, severity=code.severity, message=HOSTILE * 5)
        for code in codes
        for place in range(250)
    ]
    statistics.rows["findings"] = 1_000_000
    statistics.finding_codes.update({str(code): 50_000 for code in codes})
    row = statistics.quarantine_shown[0]
    statistics.quarantine_shown = [row._replace(source_path=f"{'<' * 200}{place}") for place in range(QUARANTINE_SHOWN)]
    names = tuple("drug " * 20 + str(place) for place in range(100_000))
    comparison = replace(
        Comparison("2026.10.0", "2026.11.0"), pages_added=names, pages_removed=names, pages_changed=names
    )
    page = render_report(facts_of(tables), statistics, validate_tables(tables), comparison)
    assert len(page.encode()) < 3 * MEGABYTE
    assert "of 1,000,000 findings are shown" in page
    assert "findings.parquet" in page
    assert {f">{code}</td>" in page for code in codes} == {True}


def test_every_input_that_is_kept_for_it_is_shown() -> None:
    tables = sample_tables()
    row = tables["quarantine"].to_pylist()[0]
    rows = [row | {"source_path": f"input-{number}.md"} for number in range(2_000)]
    tables["quarantine"] = as_table("quarantine", rows)
    kept = statistics_of(tables).quarantine_shown
    page = report_of(tables)
    assert re.findall(r"<td>(input-\d+\.md)</td>", page) == [one.source_path for one in kept]
    assert f"{len(kept)} inputs are shown" in words(page)


def test_a_release_of_nothing_has_a_report() -> None:
    nothing = {name: table.slice(0, 0) for name, table in sample_tables().items()}
    page = render_report(
        facts_of(nothing), statistics_of(nothing), Validation(()), Comparison(None, None, is_first=True)
    )
    assert "No page has a finding." in page
    assert "Every input was accepted." in page


class Browser:
    """A real Chromium that shows reports and tells what they did."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder

    def show(self, page: str, width: int = 1200, *, dark: bool = False) -> None:
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        path = self.folder / "report.html"
        path.write_text(page, encoding="utf-8")
        self.requests()
        self.driver.get_log("browser")
        self.driver.get(path.as_uri())

    def run(self, script: str) -> Any:
        return self.driver.execute_script(f"return {script}")

    def requests(self) -> list[str]:
        """The addresses asked for since this was last called."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [message for message in messages if message["method"] == "Network.requestWillBeSent"]
        return [message["params"]["request"]["url"] for message in sent]

    def shown_rows(self) -> int:
        return int(self.run("document.querySelectorAll('#finding-rows tbody tr:not([hidden])').length"))

    def choose(self, field: str, value: str) -> None:
        from selenium.webdriver.support.select import Select

        Select(self.driver.find_element("id", field)).select_by_visible_text(value)

    def type_words(self, words: str) -> None:
        field = self.driver.find_element("id", "finding-words")
        field.clear()
        field.send_keys(words)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip("no chromium and chromedriver on this machine (Debian: chromium, chromium-driver)")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    profile = tmp_path_factory.mktemp("chromium")
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))
    try:
        yield Browser(driver, tmp_path_factory.mktemp("report"))
    finally:
        driver.quit()


def test_browser_draws_the_plots_and_loads_nothing(browser: Browser) -> None:
    browser.show(report_of(findings_of(4, "words")))
    heights = browser.run("[...document.querySelectorAll('figure svg .bar rect')].map(bar => bar.getBBox().height)")
    assert len(heights) > 20
    assert max(heights) > 10
    fill = "getComputedStyle(document.querySelector('figure svg .bar rect')).fill"
    assert browser.run(fill) == "rgb(61, 134, 198)"
    assert browser.driver.get_log("browser") == []
    assert {url for url in browser.requests() if not url.startswith("data:")} == {
        (browser.folder / "report.html").as_uri()
    }


def test_browser_filters_findings(browser: Browser) -> None:
    browser.show(report_of(findings_of(30, "words")))
    assert browser.shown_rows() == 30
    browser.type_words("ODDITY n7n raw_html")
    assert browser.shown_rows() == 0
    browser.type_words("ODDITY n8n raw_html")
    assert browser.shown_rows() == 1
    browser.driver.find_element("css selector", "button[type=reset]").click()
    browser.choose("finding-severity", "error")
    assert browser.shown_rows() == 15
    assert browser.run("document.getElementById('finding-count').textContent") == "15 of 30 rows"
    browser.driver.find_element("css selector", "button[data-code=raw_html]").click()
    assert browser.shown_rows() == 15
    assert (
        browser.run("document.querySelector('#finding-rows tbody tr:not([hidden])').cells[1].textContent") == "raw_html"
    )
    assert browser.driver.get_log("browser") == []


def test_browser_runs_nothing_of_what_pages_say(browser: Browser, tmp_path: Path) -> None:
    tables = hostile_tables()
    old, new = write_parquet(tmp_path / "old", sample_tables()), write_parquet(tmp_path / "new", tables)
    browser.show(report_of(tables, compare_releases(old, new), title=HOSTILE, publisher=HOSTILE, repository=HOSTILE))
    assert browser.run("document.title").startswith("Quality report: </td></script>")
    assert browser.run("getComputedStyle(document.body).display") == "block"
    assert browser.run("document.querySelectorAll('[onerror], [onmouseover], img').length") == 0
    assert browser.shown_rows() == 2
    assert browser.driver.get_log("browser") == []
    assert all(url.startswith(("file:", "data:")) for url in browser.requests())


def test_browser_blocks_what_would_slip_through(browser: Browser) -> None:
    """Were a page's words put in unescaped, the page's own policy would still let nothing of them run or load."""
    page = report_of(sample_tables()).replace("</main>", f"{HOSTILE}<img src='https://example.org/x.png'></main>")
    browser.show(page)
    assert browser.run("document.title").startswith("Quality report")
    assert browser.run("getComputedStyle(document.body).display") == "block"
    assert browser.driver.get_log("browser") != []


LINES_OF_CELL = """[...document.querySelectorAll('#quarantine ~ .rows tbody td:nth-child(2)')].map(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return range.getClientRects().length;
})"""


@pytest.mark.parametrize("width", [720, 1200])
def test_browser_breaks_no_file_name_for_a_long_excerpt(browser: Browser, width: int) -> None:
    tables = sample_tables()
    rows = [
        row | {"source_path": f"folder/latin{place}.md", "message": "why " * 60, "excerpt": "words " * 60}
        for place, row in enumerate(tables["quarantine"].to_pylist())
    ]
    browser.show(report_of(tables | {"quarantine": as_table("quarantine", rows)}), width)
    assert browser.run(LINES_OF_CELL) == [1] * len(rows)
    assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


OVERLAPS = """[...document.querySelectorAll('svg .axis.x')].flatMap(axis => {
  const boxes = [...axis.querySelectorAll('text')].filter(text => text.textContent)
    .map(text => text.getBoundingClientRect()).sort((one, other) => one.left - other.left);
  return boxes.slice(1).filter((box, place) => box.left < boxes[place].right + 2);
}).length"""


@pytest.mark.parametrize("most", [11, 108, 1_100, 1_231, 21_500, 1_100_000])
def test_browser_keeps_the_labels_of_a_histogram_apart(browser: Browser, most: int) -> None:
    tables = sample_tables()
    statistics = statistics_of(tables)
    for distribution in (statistics.words, statistics.bullets):
        distribution.counts.update(range(0, most, max(1, most // 500)))
        distribution.counts[3 * most] += 1
    compared = Comparison(None, "2026.11.0", is_first=True)
    browser.show(render_report(facts_of(tables), statistics, validate_tables(tables), compared))
    assert browser.run("[...document.querySelectorAll('svg .axis.x text')].length") > 20
    assert browser.run(OVERLAPS) == 0


@pytest.mark.parametrize("width", [320, 360, 768])
def test_browser_fits_a_phone(browser: Browser, width: int) -> None:
    tables = findings_of(6, "averyveryveryveryveryveryveryveryveryveryverylongword" * 3)
    browser.show(report_of(tables, title="Averyveryveryveryveryveryveryverylongtitle" * 3), width)
    browser.run("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert browser.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_browser_shows_it_in_the_dark(browser: Browser) -> None:
    page = report_of(findings_of(4, "words"))
    ratios = []
    for dark in (False, True):
        browser.show(page, dark=dark)
        ground = luminance(browser.run("getComputedStyle(document.querySelector('main > section')).backgroundColor"))
        assert (ground < 0.2) == dark
        for selector in ("h2", ".excerpt", "a", ".error-text", ".info-text", "td", "caption"):
            ink = luminance(browser.run(f"getComputedStyle(document.querySelector('main {selector}')).color"))
            ratios.append((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05))
        fill = luminance(browser.run("getComputedStyle(document.querySelector('.text-overlay text')).fill"))
        assert (fill > 0.5) == dark
    assert min(ratios) >= 4.5, "WCAG 2.2, 1.4.3: text has a contrast of 4.5 to its ground"


def luminance(color: str) -> float:
    """The relative luminance of ``rgb(r, g, b)`` (WCAG 2.2)."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_browser_finds_a_name_for_every_part(browser: Browser) -> None:
    browser.show(report_of(findings_of(4, "words")))
    nameless = "[...document.querySelectorAll('table')].filter(table => !table.caption?.textContent.trim()).length"
    assert browser.run(nameless) == 0
    assert browser.run("[...document.querySelectorAll('svg')].every(svg => svg.getAttribute('aria-label'))")
    assert browser.run("[...document.querySelectorAll('input, select')].every(field => field.labels.length)")
    targets = "[...document.querySelectorAll('a[href^=\"#\"]')].every(link => document.querySelector(link.hash))"
    assert browser.run(targets)
    assert browser.run("document.querySelectorAll('h1').length") == 1
