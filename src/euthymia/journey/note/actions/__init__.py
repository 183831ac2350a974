"""The verbs of the note and of letters. Each decides, appends, and audits, in one transaction; a second click is the first one."""

from .lettering import begin, send
from .lettering import sign as sign_letter
from .lettering import write as write_letter
from .setting_up import adopt
from .signing import add, release, sign
from .writing import read, restore, strike, write

__all__ = [
    "add",
    "adopt",
    "begin",
    "read",
    "release",
    "restore",
    "send",
    "sign",
    "sign_letter",
    "strike",
    "write",
    "write_letter",
]
