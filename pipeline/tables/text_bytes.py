"""The texts of an Arrow array as the bytes that they are, for questions that numpy answers over all of them at once."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def text_bytes(texts: pa.StringArray) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """The bytes that the texts stand in, and the places where each begins and, last, where the last one ends.

    Source: the layout of variable-size binary arrays in the Arrow columnar format.
    """
    _, offsets, data = texts.buffers()
    if not len(texts) or data is None:
        return np.zeros(0, np.uint8), np.zeros(len(texts) + 1, np.int32)
    return np.frombuffer(data, np.uint8), np.frombuffer(offsets, np.int32)[texts.offset :][: len(texts) + 1]
