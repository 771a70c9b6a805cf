"""Have a Prefect server call a web address when a run fails or no release run has ended well for too long.

    PREFECT_API_URL=http://127.0.0.1:4200/api python scripts/notify.py https://chat.example.org/hooks/abc

The address gets a POST with JSON ``{"text": "…"}``, which chat systems understand. Run again to change the address.
"""

# ruff: noqa: PLC0415 (help needs none of Prefect)

import argparse
import os
import sys
from datetime import timedelta

BLOCK = "monographs-alarm"
FAILED = "flow.name ~ ': run ' ~ flow_run.name ~ ' is ' ~ flow_run.state.name ~ ': ' ~ flow_run.state.message"
SILENT = "'No release run of drug monographs has ended well for {days} days.'"


def main() -> int:
    """Make the block and the automations; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="the web address to call")
    parser.add_argument("--silence-days", type=int, default=8, help="how long without a good run is too long")
    arguments = parser.parse_args()
    if not os.environ.get("PREFECT_API_URL"):
        print("notify: PREFECT_API_URL must name the server", file=sys.stderr)
        return 2
    from prefect.automations import Automation, CallWebhook, EventTrigger, Posture
    from prefect.blocks.webhook import Webhook
    from prefect.client.orchestration import get_client

    block = Webhook(url=arguments.address, method="POST").save(BLOCK, overwrite=True)
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
        within=timedelta(days=arguments.silence_days),
    )
    wanted = (
        ("monographs: a run failed", failed, FAILED),
        ("monographs: no release run for too long", silent, SILENT.format(days=arguments.silence_days)),
    )
    for name, trigger, text in wanted:
        # The server fills the template; `tojson` keeps quotes and line ends of a message inside the JSON.
        action = CallWebhook(block_document_id=block, payload=f'{{"text": {{{{ ({text}) | tojson }}}}}}')
        with get_client(sync_client=True) as client:
            for old in client.read_automations_by_name(name):
                client.delete_automation(old.id)
        Automation(name=name, trigger=trigger, actions=[action]).create()
        print(f"made: {name}")
    return 0


def tagged(tag: str) -> dict[str, str]:
    """What a run's events are related to where the run has this tag."""
    return {"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{tag}"}


if __name__ == "__main__":
    sys.exit(main())
