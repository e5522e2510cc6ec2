"""How is a sentence said in the reader's language?

Every text a person may read goes through `say`, so that one place knows the language. English is
the source text itself; other languages are looked up by it.
"""

from __future__ import annotations


def say(message: str, **values: object) -> str:
    """The message with its named values filled in.

    >>> say("{yes} of {written} days", yes=3, written=28)
    '3 of 28 days'
    """
    return message.format(**values) if values else message


def count(number: int, one: str, many: str, **values: object) -> str:
    """The message for one or for many; `{n}` is the number.

    >>> count(1, "{n} attack", "{n} attacks"), count(0, "{n} attack", "{n} attacks")
    ('1 attack', '0 attacks')
    """
    return say(one if number == 1 else many, n=number, **values)


def amount(value: float) -> str:
    """A number as one writes it: no trailing zeros, one decimal at most.

    >>> amount(3.0), amount(71.25)
    ('3', '71.2')
    """
    return f"{value:.1f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


def a_list(words: list[str], *, last: str = "and") -> str:
    """Words as one says them.

    >>> a_list(["side", "pain", "nausea"])
    'side, pain and nausea'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say(last)} {words[-1]}"
