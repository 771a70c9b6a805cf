"""Writing a whole release from finished parts: ``release.py RAW OUTPUTS``. Everything before is left out of the time.

Tables, digests, statistics, documents, report, manifest, checksums and publishing, with no release there yet.
"""

import json
import sys

import rewrite
import startup  # noqa: F401

from pipeline.build import BuildRequest, build_batch, exclusive_run, plan_build, publish_release

request = BuildRequest(sys.argv[1], sys.argv[2])
with exclusive_run(request):
    plan = plan_build(request)
    results = [build_batch(plan.address, index) for index in range(plan.batches)]
    start = rewrite.clocks()
    publish_release(plan.address, results)
    counted = rewrite.since(start)
print(json.dumps({"counted": counted}))
