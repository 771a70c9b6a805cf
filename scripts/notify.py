"""Have a Prefect server call a web address when a run fails or no release run has ended well for too long.

    PREFECT_API_URL=http://127.0.0.1:4200/api python scripts/notify.py https://chat.example.org/hooks/abc

The address gets a POST with JSON ``{"text": "…"}``, which chat systems understand. Run again to change the address.
"""

# ruff: noqa: PLC0415 (help needs none of Prefect)

import argparse
import os
import sys
from datetime import timedelta
from urllib.parse import urlsplit

BLOCK = "monographs-alarm"
FAILED = "flow.name ~ ': run ' ~ flow_run.name ~ ' is ' ~ flow_run.state.name ~ ': ' ~ flow_run.state.message"
SILENT = "'No release run of drug monographs has ended well for {days} days.'"
MOST_DAYS = 365


def main() -> int:
    """Make the block and the automations; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="the web address to call")
    parser.add_argument("--silence-days", type=int, default=8, help="how long without a good run is too long")
    arguments = parser.parse_args()
    server = os.environ.get("PREFECT_API_URL", "")
    if wrong := wrong_use(server, arguments.address, arguments.silence_days):
        print(f"notify: {wrong}", file=sys.stderr)
        return 2
    import httpx
    from prefect.exceptions import PrefectException

    try:
        notify(arguments.address, arguments.silence_days)
    except (httpx.HTTPError, PrefectException, ValueError) as error:
        # What answers may be another program, and what it says no JSON.
        told = str(error).partition("\n")[0] or type(error).__name__
        print(f"notify: the Prefect server at {server} cannot be asked: {told}", file=sys.stderr)
        return 1
    return 0


def wrong_use(server: str, address: str, days: int) -> str | None:
    """What is wrong with the request, told before the server is asked for anything: an alarm that works stays."""
    if not is_web_address(server):
        return "PREFECT_API_URL must name the server, as http://host:port/api"
    if not is_web_address(address):
        return f"{address!r} is no web address: write one such as https://chat.example.org/hooks/abc"
    if not 1 <= days <= MOST_DAYS:
        return f"--silence-days takes a number from 1 to {MOST_DAYS}, not {days}"
    return None


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address with a host."""
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and has_host and text.isprintable() and " " not in text


def notify(address: str, days: int) -> None:
    """Have the server call the address."""
    from prefect.automations import Automation, CallWebhook, EventTrigger, Posture
    from prefect.blocks.webhook import Webhook
    from prefect.client.orchestration import get_client

    block = Webhook(url=address, method="POST").save(BLOCK, overwrite=True)
    failed = EventTrigger(
        expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"},
        match_related=tagged("monographs"),
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(0),
    )
    silent = EventTrigger(
        expect={"prefect.flow-run.Completed"},
        match_related=tagged("release"),
        posture=Posture.Proactive,
        threshold=1,
        within=timedelta(days=days),
    )
    wanted = (
        ("monographs: a run failed", failed, FAILED),
        ("monographs: no release run for too long", silent, SILENT.format(days=days)),
    )
    for name, trigger, text in wanted:
        # The server fills the template; `tojson` keeps quotes and line ends of a message inside the JSON.
        action = CallWebhook(block_document_id=block, payload=f'{{"text": {{{{ ({text}) | tojson }}}}}}')
        with get_client(sync_client=True) as client:
            old = client.read_automations_by_name(name)
            # The old one goes last, so that no failure between leaves none.
            Automation(name=name, trigger=trigger, actions=[action]).create()
            for automation in old:
                client.delete_automation(automation.id)
        print(f"made: {name}")


def tagged(tag: str) -> dict[str, str]:
    """What a run's events are related to where the run has this tag."""
    return {"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{tag}"}


if __name__ == "__main__":
    sys.exit(main())
