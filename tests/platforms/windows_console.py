"""Runs `linkwright.exe check` in a console of Windows, and looks at its colours and its width.

usage: windows_console.py LINKWRIGHT_EXE

Wine makes a console of a Unix terminal. It passes colours through, and reports the terminal's width.
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import sys
import tempfile
import termios

WIDTH = 60
NOTE = f"# A\n\n{'Some words before the link. ' * 4}[[No note]] {'Some words after it. ' * 4}\n"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
OTHER_SEQUENCES = re.compile(r"\x1b\[\??[\d;]*[A-Za-z]")


def run_in_console(program, vault, variables):
    """What `check` writes into a console of WIDTH columns."""
    child, terminal = pty.fork()
    if child == 0:
        os.read(0, 1)
        os.chdir(vault)
        os.execvpe("wine", ["wine", program, "check"], os.environ | variables)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, WIDTH, 0, 0))
    # The program starts when the terminal has its width.
    os.write(terminal, b"\n")
    written = b""
    try:
        while part := os.read(terminal, 1 << 16):
            written += part
    except OSError:
        pass  # Linux reports the end of a terminal as an error.
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    text = written.decode()
    assert status == 1 and "broken-link" in text, f"exit status {status}: {text!r}"
    return text


def main():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, ".linkwright.toml").touch()
        pathlib.Path(folder, "a.md").write_text(NOTE)
        coloured = run_in_console(sys.argv[1], folder, {})
        plain = run_in_console(sys.argv[1], folder, {"NO_COLOR": "1"})
    assert COLOUR.search(coloured), f"no colours: {coloured!r}"
    assert not COLOUR.search(plain), f"colours although NO_COLOR is set: {plain!r}"
    excerpt = next(line for line in OTHER_SEQUENCES.sub("", plain).splitlines() if "[[No note]]" in line)
    assert len(excerpt.rstrip()) <= WIDTH and excerpt.count("…") == 2, f"not cut to {WIDTH} columns: {excerpt!r}"
    print(f"Windows: the console has colours, obeys NO_COLOR, and lines are cut to {WIDTH} columns")


main()
