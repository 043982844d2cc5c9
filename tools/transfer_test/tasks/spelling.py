"""One spelling for what looks alike, and the words of a text: of any script, hidden signs and all.

Folding takes off what readers do not see or read past: capitals, compatibility forms, hidden signs,
accents of Latin, Greek and Cyrillic letters. `looked_through` goes on to letters of other scripts
that look like Latin ones. Text in, text out.
"""

import re
import unicodedata
from functools import lru_cache

_HIDDEN = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
"""Blank letters: neither a blank nor a format sign to Unicode."""
_TAGS = range(0xE0020, 0xE007F)
"""Invisible twins of the printable ASCII signs."""
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")
_ALIKE = {
    **dict(zip("авеіјкмнорстухѕһԁԛԝѵӏԍь", "abeijkmhopctyxshdqwvlgb", strict=True)),
    **dict(zip("АВЕІЈКМНОРСТУХЅ", "ABEIJKMHOPCTYXS", strict=True)),
    **dict(zip("αβγεζικνορτυχ", "abyezikvoptux", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օոսհցզյ", "onuhgqj", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **dict(zip("ıȷɡɑ", "ijga", strict=True)),
}
"""Letters of other scripts and the Latin letter that each looks like."""
_TABLE = str.maketrans(_ALIKE)
_UNPARTED = "\u3040-\u30ff\u3400-\u9fff"
"""Kana and Han: written without blanks between words."""
_WORD = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+|[{_UNPARTED}]+|[^\W{_UNPARTED}]+(?:'s\b)?")
_IS_UNPARTED = re.compile(f"[{_UNPARTED}]")


def folded(text: str) -> str:
    """A text in one spelling; what is written in invisible signs stands behind it."""
    return _spelt(text).casefold()


def looked_through(text: str) -> str:
    """A text in one spelling, with look-alikes as Latin letters: capitals tell which they are."""
    return _spelt(text).translate(_TABLE).casefold()


def _spelt(text: str) -> str:
    if text.isascii():
        return text
    hidden = "".join(chr(ord(sign) - 0xE0000) for sign in text if ord(sign) in _TAGS)
    found = "".join(map(_sign, unicodedata.normalize("NFKC", text)))
    return f"{found}\n{hidden}" if hidden else found


def words(said: str) -> list[str]:
    """The words of a folded text; where words are not parted, every two neighbouring letters."""
    found: list[str] = []
    for word in _WORD.findall(said):
        if _IS_UNPARTED.match(word) and len(word) > 1:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            found.append(word.replace(",", ""))
    return found


@lru_cache(maxsize=4_096)
def _sign(sign: str) -> str:
    """What is left of one sign."""
    if sign in "’ʼ‘`´":
        return "'"
    if sign in _HIDDEN or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return ""
    if not sign.isascii() and unicodedata.name(sign, "").startswith(_ACCENTED):
        return unicodedata.normalize("NFD", sign)[0]
    return sign
