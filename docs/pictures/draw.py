"""Draws the README's picture of the tour, as a terminal shows it.

    python3 -m venv target/pictures && target/pictures/bin/pip install rich
    cargo build --release && target/pictures/bin/python docs/pictures/draw.py
"""

import os
import pty
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[2]
FIRST, LAST = "1  An editor", "… and"


def record(command):
    """Returns the output of a command in a terminal with 100 columns."""
    output = bytearray()

    def read(fd):
        data = os.read(fd, 65536)
        output.extend(data)
        return data

    os.environ.update(COLUMNS="100", LINES="60", TERM="xterm-256color")
    status = pty.spawn(command, read)
    if status:
        sys.exit(f"{command} failed with status {status}")
    return output.decode()


def main():
    shown = record([str(ROOT / "target/release/linkwright"), "tour"])
    # A progress line overwrites itself: keep its last state.
    lines = [line.rsplit("\r", 1)[-1] for line in shown.replace("\r\n", "\n").split("\n")]
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    start = next(at for at, line in enumerate(plain) if line.startswith(FIRST))
    end = next(at for at, line in enumerate(plain) if line.startswith(LAST)) + 1
    console = Console(record=True, width=100, file=open(os.devnull, "w"), color_system="truecolor")
    console.print(Text.from_ansi("\n".join(lines[start:end])))
    drawn = console.export_svg(title="linkwright tour")
    # Use the reader's monospace font instead of one from the network.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    (ROOT / "docs/pictures/tour.svg").write_text(drawn)


main()
