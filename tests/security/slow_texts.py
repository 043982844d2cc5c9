"""Replies of 100,000 characters that are made to be slow to read: the corpus, and nothing else.

Pieces said over and over, beginnings with a long filling and no end, brackets within brackets,
tables and lists of thousands of options, alphabets, halves of characters, and random mixes.
"""

import random
from collections.abc import Iterator

LENGTH = 100_000
_READINGS = (
    *("A", "A ", " A", "A\n", "A: ", "A:\n", "- A\n", "1. A\n", "A. ", "A, ", "A -", "A — B — "),
    *("A.A.A.", "...A", "A|B|", "A/B", "A? ", "A?!", "AA", "a", "a a a ", "a,", "a, b", "A'", "’A"),
    *(
        '"A" ',
        "«A» ",
        "(A) ",
        "(A), ",
        "(A ",
        "A (a ",
        "**A** ",
        "[A](",
        "A, a, is ",
        "<a ",
        "| A ",
    ),
    *("option A ", "Option ", "1) ", "1. ", "Task A: ", "Task A: Task B: ", "Task A\n", "task A "),
    *("either A or ", "neither A nor B ", "both ", "not A ", "not ", "n't ", "A and B ", "over A "),
    *("A over B ", "rather than A, ", "i prefer A to B, ", "i would choose ", "i choose a cup of "),
    *("the answer is ", "the answer is A. ", "my final answer is ", "more most ", "the the ", "i "),
    *("cup of ", "a cup of ", "a cup of tea, ", "a red ", "red kayak ", "A: a red kayak\n", "tea "),
    *(
        "tea",
        "tea kayak\n",
        "- tea\n",
        "Dear ",
        "as an ai ",
        "I would rather not choose A ",
        "but ",
    ),
    *("if A then B ", "if ", "wait, ", "however ", "e.g. ", "for example ", "example: ", "so, "),
    *("选择A", "我选择A。", "A를 ", "يA ", "я выбираю A. ", "더 ", "会", "I'd ", "to the "),
)
_OTHERS = (
    *("yes, no ", "yes.\n", "no\n\n", "TIE", " tie", "a tie\n", "1", "9", "2 ", "10/10 "),
    *("clear: 2 1\n", "clear:", "clear: ", "clear: 2 ", "clear: x", "clear: - ", "clear\n"),
    *("clear: 2,", "clear:\n", "clear=,1 ", "(clear ", "VERDICT x: 1\n", "TASK x: 1\n"),
    *(
        '{"text": "${question} a"}\n',
        '{"text": "${question}',
        '{"a":',
        "{",
        "| A | B |\n|---|---|\n",
    ),
)
_MARKS = (
    *("\n", "\r\n", "\r", "\t", " ", "*", "* ", "-", "- ", "|", ",", ", ", ". ", "...", "?", "!!"),
    *(
        '"',
        "'",
        "((((",
        "))))",
        "[",
        "<",
        ">",
        "`",
        "```\n",
        "# A\n",
        "> A: ",
        "\\boxed{",
        "\\text",
    ),
    *("<think>", "</think>", "<think>A</think>", "<answer>", "<!--", "</", "&", "&amp;", "&#x41;"),
    *("\u200b", "a\u0301", "\u0301", "ﬃ", "İ", "ß", "ſ", "ᾳ", "ﷺ", "가", "🙂", "\ud800", "\udfff"),
    *("A\u202e", "\u2028", "\x00", "\x1b[31m", "\ufeff", "\n*abc abc"),
)
PIECES = tuple(dict.fromkeys((*_READINGS, *_OTHERS, *_MARKS)))
_BEGINNINGS = (
    *("A", "clear:", "clear: 2", "I choose ", "yes", "1", "Task A:", "<", "(", "*a", '"', "{", "|"),
    *("the answer is", "- ", "i prefer", "VERDICT x: 1"),
)
_FILLINGS = (" ", "\n", "\t", "-", "a", "A", "1", "(", "*", ".", ",", "a ", "- ", "\n\n", "\u00a0")


def texts(mixes: int) -> Iterator[tuple[str, str]]:
    """Every text with what it is; so many of them are random mixes of three pieces."""
    for piece in PIECES:
        yield piece, (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    for begun in _BEGINNINGS:
        for filling in _FILLINGS:
            fill = (filling * LENGTH)[: LENGTH - len(begun) - 1]
            yield f"{begun}{filling}…!", f"{begun}{fill}!"
    yield "brackets", "(" * (LENGTH // 2) + ")" * (LENGTH // 2)
    yield "table", "".join(f"| {n} | option {n} | {n % 4} |\n" for n in range(5_000))[:LENGTH]
    yield "options", "".join(f"Option {n}: a cup of tea {n}\n" for n in range(5_000))[:LENGTH]
    yield "list", "".join(f"{n}. **{'AB'[n % 2]}** - a red kayak\n" for n in range(5_000))[:LENGTH]
    yield "words", " ".join(f"w{n}" for n in range(20_000))[:LENGTH]
    yield "characters", "".join(map(chr, range(32, 32 + LENGTH)))
    draw = random.Random(0)
    for number in range(mixes):
        three = draw.sample(PIECES, 3)
        yield f"mix {number} of {three}", "".join(draw.choices(three, k=LENGTH))[:LENGTH]
