"""Questions in the shapes in which real pages put them."""

from benchmarks.draws import Draws
from benchmarks.words import SAYINGS

SHAPES = {
    "* **Q: {question}** A: {answer}": 8_590,
    "**Q: {question}**\n\nA: {answer}\n": 420,
    "**Q: {question}**\nA: {answer}\n": 420,
    "* **Q: {question}**\n    * A: {answer}": 110,
    "* **Q: {question}**\n  A: {answer}": 110,
    "* **{question}** {answer}": 200,
    "**Q: {question}** {answer}\n": 90,
    "**Q: {question}**\n**A:** {answer}\n": 30,
    "**{question}**\n{answer}\n": 10,
    "**Q:** {question} **A:** {answer}\n": 10,
    "{number}. **Q: {question}** A: {answer}": 10,
}
"""How many of 10,000 pages use each shape."""


def write_questions(draws: Draws, count: int, shape: str | None = None) -> str:
    """So many questions with their answers, no question twice, all in one shape."""
    shape = shape or draws.weighted(SHAPES)
    spread = "\n\n" if shape.startswith("* ") and draws.chance(0.1) else "\n"
    questions = draws.some_of(SAYINGS["question"], count)
    return spread.join(
        shape.format(number=number, question=draws.filled(question), answer=draws.sentences("answer", 1, 3))
        for number, question in enumerate(questions, start=1)
    ).rstrip("\n")
