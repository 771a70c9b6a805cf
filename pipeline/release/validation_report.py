"""validation.json: which promises were checked, on how many rows, and what was found."""

import json
from typing import Any

from pipeline.release.facts import ReleaseFacts
from pipeline.tables.checks import Check, Validation
from pipeline.tables.rows import TABLES


def render_validation(facts: ReleaseFacts, validation: Validation) -> str:
    """The validation of a release as JSON: totals, then every check with its rows and failures."""
    checks = validation.checks
    report = {
        "version": facts.version,
        "schema_version": facts.schema_version,
        "parser_version": facts.parser_version,
        "passed": not validation.failures,
        "checks": len(checks),
        "failures": list(validation.failures),
        "inputs": {
            "files": facts.rows["drugs"] + facts.rows["quarantine"],
            "accepted": facts.rows["drugs"],
            "quarantined": facts.rows["quarantine"],
        },
        "tables": {
            name: {"rows": facts.rows[name], "checks": [_describe(check) for check in checks if check.table == name]}
            for name in TABLES
        },
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _describe(check: Check) -> dict[str, Any]:
    said = {"rule": check.name, "column": check.column, "says": f"{check.subject} {check.sentence}"}
    cases = {"cases": list(check.cases)} if check.cases else {}
    return {**said, "rows": check.rows, "failures": check.failures, **cases}
