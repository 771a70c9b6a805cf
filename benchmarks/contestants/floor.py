"""The least that such a build can take: ``floor.py RAW RELEASE FOLDER``.

The interpreter, what a build imports, every page read and parsed by the bare parser, and the tables of a finished
release written to a folder. Loading these tables is left out of the time.
"""

import json
import sys
from pathlib import Path

import bare
import rewrite

bare.parse_pages(sys.argv[1])
start = rewrite.clocks()
tables = rewrite.load(Path(sys.argv[2]))
left_out = rewrite.since(start)
rewrite.write(tables, Path(sys.argv[3]))
print(json.dumps({"left_out": left_out}))
