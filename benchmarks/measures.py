"""What is measured: each measure lets contestants run side by side and compares them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import shorten

from benchmarks.bench import Bench, ratio, remove, share
from benchmarks.contest import Contestant, Standing, compete
from benchmarks.corpora import Collection, NoRoomError
from benchmarks.environments import OTHERS, PIPELINE, PREFECT, NotInstalledError
from benchmarks.measure import RunFailedError
from benchmarks.prefect_server import running_server, surroundings
from benchmarks.results import Result, Target

FOLDS = (1, 10, 100)
LARGE = 10
LONGEST_REASON = 80
"""Characters of why a tool was left out."""

CHANGED = 100
"""One page of so many is changed."""

ON_TWO = ", 2 cores"

SAMPLES = {
    "markdown-it-py script": ("markdown-it-py", "markdown_it_rows", 1_000),
    "LangChain MarkdownHeaderTextSplitter": ("langchain", "langchain_chunks", 1_000),
    "unstructured partition_md": ("unstructured", "unstructured_elements", 200),
    "docling Markdown backend": ("docling", "docling_document", 500),
}
"""Tool, program, and how many pages it reads: the slow ones would take minutes for all."""


def floor(bench: Bench) -> Result:
    """A build beside the least that it can take."""
    pages = bench.collections.usual()
    outputs, written = bench.scratch / "floor", bench.scratch / "floor-tables"
    written.mkdir(exist_ok=True)
    markdown_it = OTHERS["markdown-it-py"]
    found = bench.compete(
        [
            bench.build("build", pages, outputs),
            bench.start_up(),
            Contestant("bare parser", bench.script(PIPELINE, "bare", pages.folder), pages.pages),
            Contestant(
                "floor", bench.script(PIPELINE, "floor", pages.folder, outputs / "latest", written), pages.pages
            ),
            Contestant(
                "markdown-it-py, parse only", bench.script(markdown_it, "markdown_it_parse", pages.folder), pages.pages
            ),
        ]
    )
    build = found["build"]
    return Result(
        _told(pages),
        list(found.values()),
        [
            ratio("build / floor", build, found["floor"], most=2.5),
            ratio("build / bare parser", build, found["bare parser"], most=4),
            ratio("build / markdown-it-py, parse only", build, found["markdown-it-py, parse only"], most=1),
        ],
        bench.versions(PIPELINE, markdown_it),
    )


def release(bench: Bench) -> Result:
    """A whole release beside its Parquet and CSV alone."""
    pages = bench.collections.usual()
    outputs, written = bench.scratch / "release", bench.scratch / "release-tables"
    written.mkdir(exist_ok=True)
    found = bench.compete(
        [
            Contestant(
                "release, from finished parts",
                bench.script(PIPELINE, "release", pages.folder, outputs),
                pages.pages,
                prepare=lambda: _forget_release(outputs),
            ),
            Contestant(
                "its Parquet and CSV alone",
                bench.script(PIPELINE, "tables", outputs / "latest", written),
                pages.pages,
            ),
        ]
    )
    whole, tables = found.values()
    return Result(
        _told(pages),
        [whole, tables],
        [ratio("release / its Parquet and CSV", whole, tables, most=2)],
        bench.versions(PIPELINE),
    )


def _forget_release(outputs: Path) -> None:
    """Leave the parts and nothing else."""
    remove(outputs / "releases")
    (outputs / "latest").unlink(missing_ok=True)


def rebuild(bench: Bench) -> Result:
    """A second build of a large collection: nothing changed, one page of a hundred changed; on one core and on two.

    Whatever changed, all Parquet and CSV of the next release are written; what that takes by itself is measured, too.
    """
    pages = bench.collections.made(LARGE)
    outputs, kept, written = (bench.scratch / f"rebuild-{name}" for name in ("full", "kept", "tables"))
    remove(kept)
    written.mkdir(exist_ok=True)
    first = bench.build("first build", pages, kept, jobs=2)
    compete([first], 1, bench.tell, warm_up=False)
    contestants = [
        bench.start_up(),
        Contestant("Parquet and CSV alone", bench.script(PIPELINE, "tables", kept / "latest", written), pages.pages),
    ]
    for cores, on in ((1, ""), (2, ON_TWO)):
        changed = bench.build(f"rebuild, 1 % changed{on}", pages, kept, cores=cores, keep=True)
        contestants += [
            bench.build(f"full build{on}", pages, outputs, cores=cores),
            bench.build(f"rebuild, nothing changed{on}", pages, kept, cores=cores, keep=True),
            replace(changed, prepare=lambda: _prepare_change(pages, kept)),
        ]
    found = bench.compete(contestants, large=True)
    for folder in (outputs, kept, written):
        remove(folder)
    start_up, full = found["start-up"], found["full build"]
    shares = [
        share(f"{name}, of a full build", found[name], found[f"full build{on}"], start_up, most=most)
        for on in ("", ON_TWO)
        for name, most in ((f"rebuild, nothing changed{on}", 15), (f"rebuild, 1 % changed{on}", 20))
    ]
    tables = _with(found["Parquet and CSV alone"], start_up)
    return Result(
        _told(pages),
        list(found.values()),
        [*shares, share("Parquet and CSV alone, of a full build", tables, full, start_up)],
        bench.versions(PIPELINE),
        ["Shares are of the time beyond start-up. Every release's Parquet and CSV are written anew."],
    )


def _with(counted: Standing, start_up: Standing) -> Standing:
    """What was counted without start-up, as a whole process."""
    return counted._replace(wall=counted.wall + start_up.wall, cpu=counted.cpu + start_up.cpu)


def _prepare_change(pages: Collection, outputs: Path) -> None:
    """Add a sentence to the end of every hundredth page, and leave the latest release alone.

    A full build begins in an empty folder, and so in memory that the one before it gave back. Where memory has to be
    asked for first, as in most virtual machines, what the kernel does for new files takes three times as long.
    """
    latest = (outputs / "latest").resolve()
    for release in (outputs / "releases").iterdir():
        if release != latest:
            remove(release)
    for path in sorted(pages.folder.rglob("*.md"))[::CHANGED]:
        path.write_text(path.read_text(encoding="utf-8").rstrip() + "  And so on.\n", encoding="utf-8")


def jobs(bench: Bench) -> Result:
    """Two processes on two cores beside one on one, over a large collection."""
    pages = bench.collections.made(LARGE)
    outputs = bench.scratch / "jobs"
    found = bench.compete(
        [
            bench.build("1 job, 1 core", pages, outputs),
            bench.build("2 jobs, 2 cores", pages, outputs, jobs=2),
        ],
        large=True,
    )
    one, two = found.values()
    remove(outputs)
    return Result(
        _told(pages),
        [one, two],
        [Target("1 job / 2 jobs", one.wall / two.wall, least=1.6)],
        bench.versions(PIPELINE),
    )


def scale(bench: Bench) -> Result:
    """Made collections of the real one's size, ten and a hundred times as large, with one job on one core."""
    standings = [bench.compete([bench.start_up()])["start-up"]]
    notes = ["These run one after another, and other work meets them unequally: processor time tells how they grow."]
    for fold in FOLDS:
        try:
            pages = bench.collections.made(fold)
        except NoRoomError as error:
            notes.append(f"{fold}-fold left out: {error}.")
            continue
        contestant = bench.build(f"{pages.pages:,} pages", pages, bench.scratch / "scale")
        if fold < max(FOLDS):
            standings += bench.compete([contestant], large=fold > 1).values()
        else:
            # Once is long enough.
            standings += compete([contestant], 1, bench.tell, warm_up=False).values()
            bench.collections.drop(fold)
        remove(bench.scratch / "scale")
    return Result(
        f"made pages: {', '.join(map(str, FOLDS))}-fold", standings, _growth(standings), bench.versions(PIPELINE), notes
    )


def _growth(standings: list[Standing]) -> list[Target]:
    start_up, first, *larger = standings
    growth = [
        Target(
            f"time a page beyond start-up: {last.name} / {first.name}",
            _per_page(last.wall, start_up.wall, last.pages) / _per_page(first.wall, start_up.wall, first.pages),
            _per_page(last.cpu, start_up.cpu, last.pages) / _per_page(first.cpu, start_up.cpu, first.pages),
            most=1.2,
            by_cpu=True,
        )
        for last in larger
    ]
    return [*growth, Target(f"peak memory, {standings[-1].name}", standings[-1].peak / 2**30, most=1, unit="GiB")]


def _per_page(seconds: float, start_up: float, pages: int) -> float:
    return (seconds - start_up) / pages


def others(bench: Bench) -> Result:
    """A whole build beside what else one could parse the pages with."""
    pages = bench.collections.usual()
    contestants = [bench.build("build, whole", pages, bench.scratch / "others")]
    notes, tools = [], [PIPELINE]
    for name, (tool, program, wanted) in SAMPLES.items():
        sample = min(wanted, pages.pages)
        try:
            command = bench.script(OTHERS[tool], program, pages.folder)
            bench.try_out([*command, "1"])
        except (NotInstalledError, RunFailedError) as error:
            notes.append(f"{name} left out: {shorten(str(error), LONGEST_REASON, placeholder=' …')}.")
            continue
        contestants.append(Contestant(name, [*command, str(sample)], sample))
        tools.append(OTHERS[tool])
    build, *rest = bench.compete(contestants).values()
    scaled = [_scaled(standing, pages.pages) for standing in rest]
    notes.append(
        "Other tools: seconds for as many pages as is said, scaled to all; interpreter and imports not counted."
    )
    return Result(
        _told(pages),
        [build, *scaled],
        [_beside(standing, build) for standing in scaled],
        bench.versions(*tools),
        notes,
    )


def _scaled(standing: Standing, pages: int) -> Standing:
    fold = pages / standing.pages
    name = f"{standing.name}, from {standing.pages:,} pages" if fold > 1 else standing.name
    return standing._replace(name=name, pages=pages, wall=standing.wall * fold, cpu=standing.cpu * fold)


def _beside(other: Standing, build: Standing) -> Target:
    return ratio(f"{other.name} / build", other, build, least=20 if other.name.startswith("docling") else None)


def flow(bench: Bench) -> Result:
    """A build as a Prefect flow against a running server, beside a build and a flow that does nothing."""
    pages = bench.collections.usual()
    home, outputs = bench.scratch / "prefect", bench.scratch / "flow"
    with (
        running_server(bench.environments.python(PIPELINE), home) as env,
        surroundings(env | {"PREFECT_LOGGING_LEVEL": "WARNING"}),
    ):
        found = bench.compete(
            [
                bench.build("build", pages, bench.scratch / "flow-build"),
                Contestant("empty flow", bench.script(PIPELINE, "empty_flow"), 0),
                bench.build("build as a flow", pages, outputs, how="run"),
            ]
        )
    build, empty, whole = found.values()
    cost = Target(
        "flow beyond an empty flow and a build",
        whole.wall - empty.wall - build.wall,
        whole.cpu - empty.cpu - build.cpu,
        most=1.5,
        unit="s",
    )
    return Result(_told(pages), [build, empty, whole], [cost], bench.versions(PIPELINE, PREFECT))


def _told(pages: Collection) -> str:
    return f"{pages.pages:,} {pages.origin}, {pages.megabytes:.1f} MB"


MEASURES: dict[str, Callable[[Bench], Result]] = {
    "floor": floor,
    "release": release,
    "others": others,
    "rebuild": rebuild,
    "jobs": jobs,
    "flow": flow,
    "scale": scale,
}
"""Every measure by its name, in the order in which they run."""
