"""unstructured's ``partition_md``: elements with a category."""

import os

from sample import read_sample

os.environ |= {"DO_NOT_TRACK": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}

from unstructured.partition.md import partition_md

read_sample(lambda path: partition_md(filename=str(path)))
