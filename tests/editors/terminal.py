"""An editor in a terminal (tmux, with a server of its own), driven by real keys, on a small vault.

Nothing here sleeps and hopes: after keys, wait for what they are to bring about, on the screen or
on the disk.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Against hanging for ever, and nothing else.
PATIENCE = float(os.environ.get("PATIENCE", 30))
COLUMNS, LINES = 100, 26


class Failure(Exception):
    """What was waited for did not come; says what is there instead."""


def installed(name):
    """The folder that an editor was installed into."""
    return ROOT / "target/editors" / name


def linkwright():
    """The server under test: LINKWRIGHT, else the development build."""
    return Path(os.environ.get("LINKWRIGHT") or ROOT / "target/debug/linkwright").resolve()


def until(what, holds, shown=lambda: ""):
    """Waits for something to hold, and returns it."""
    end = time.monotonic() + PATIENCE
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waiting for {what}\n{shown()}")
        time.sleep(0.03)


def files_of(fixture):
    """The files of a vault in one string: `//- /path` begins each."""
    parts = re.split(r"^//- /(.+)\n", fixture, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


class Vault:
    """A vault in a temporary folder of its own."""

    def __init__(self, fixture):
        self._folder = tempfile.TemporaryDirectory(prefix="linkwright-")
        # Named by itself: what a screen shows of the path is short, and the same each time.
        self.path = Path(self._folder.name).resolve() / "notes"
        (self.path / ".obsidian").mkdir(parents=True)
        for path, text in files_of(fixture).items():
            self.write(path, text)

    def write(self, path, text):
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def files(self):
        """Every note with its bytes; nothing while one is just being moved."""
        try:
            notes = list(self.path.rglob("*.md"))
            return {note.relative_to(self.path).as_posix(): note.read_bytes() for note in notes}
        except FileNotFoundError:
            return {}

    def becomes(self, *fixtures):
        """Waits until the notes are these, byte for byte, and no others; of several fixtures any."""
        accepted = [
            {path: text.encode() for path, text in files_of(fixture).items()} for fixture in fixtures
        ]

        def differences():
            files = self.files()
            if files in accepted:
                return ""
            wanted = accepted[0]
            paths = sorted(path for path in files | wanted if files.get(path) != wanted.get(path))
            return "".join(
                f"{path}: is {files.get(path)!r},\n  should be {wanted.get(path)!r}\n" for path in paths
            )

        until("the files", lambda: not differences(), differences)

    def close(self):
        self._folder.cleanup()


class Terminal:
    """A program in a terminal of COLUMNS × LINES, in a folder, with a home of its own."""

    def __init__(self, command, folder, home, **environment):
        self._socket = str(home / "tmux")
        # Nothing of the machine's own configuration reaches the editor.
        variables = {
            "HOME": home,
            "XDG_CONFIG_HOME": home / "config",
            "XDG_CACHE_HOME": home / "cache",
            "XDG_DATA_HOME": home / "data",
            "XDG_STATE_HOME": home / "state",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PATH": f"{linkwright().parent}:{os.environ['PATH']}",
            **environment,
        }
        settings = home / "tmux.conf"
        settings.write_text(
            "set -g status off\nset -g escape-time 0\nset -g default-terminal tmux-256color\n"
            "set -ga terminal-features ',*:RGB'\nset -g remain-on-exit on\n"
        )
        env = {key: value for key, value in os.environ.items() if key not in ("TMUX", "EDITOR")}
        env |= {key: str(value) for key, value in variables.items()}
        size = ["-x", str(COLUMNS), "-y", str(LINES)]
        subprocess.run(
            ["tmux", "-u", "-f", settings, "-S", self._socket, "new-session", "-d", *size]
            + ["-c", folder, "--", *map(str, command)],
            env=env,
            check=True,
        )

    def _tmux(self, *args):
        command = ["tmux", "-u", "-S", self._socket, *args]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def keys(self, *keys):
        """Presses keys by their names (`Enter`, `Escape`, `C-w`); everything else is a letter."""
        self._tmux("send-keys", *keys)

    def type(self, text):
        """Types text, key by key, as fast as a fast typist."""
        for letter in text:
            self._tmux("send-keys", "-l", letter)
            time.sleep(0.04)

    def screen(self):
        """What is to be read on it."""
        return self._tmux("capture-pane", "-p")

    def cursor_row(self):
        """The line of the screen that the cursor is on, from 0."""
        return int(self._tmux("display-message", "-p", "#{cursor_y}"))

    def colours(self):
        """The same with its colours, as escape sequences."""
        return self._tmux("capture-pane", "-p", "-e", "-N")

    def shows(self, text):
        """Waits until a text is on the screen."""
        until(f"{text!r} on the screen", lambda: text in self.screen(), self.screen)

    def hides(self, text):
        """Waits until a text is no longer on the screen."""
        until(f"{text!r} to leave the screen", lambda: text not in self.screen(), self.screen)

    def rests(self):
        """Waits until the screen stays as it is for a moment: for pictures."""
        last = [None, 0]

        def still():
            now = self.colours()
            last[:] = [now, last[1] + 1 if now == last[0] else 0]
            return last[1] > 10

        until("the screen to rest", still, self.screen)

    def close(self):
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True)


def scenarios(names, editor):
    """Runs the functions of a module whose names begin with `test_`, or those that the command
    line names, each with an editor that is closed afterwards; ends with status 1 if one fails."""
    if not linkwright().exists():
        sys.exit(f"{linkwright()} is not built: cargo build")
    wanted = sys.argv[1:]
    tests = [(name[5:], test) for name, test in names.items() if name.startswith("test_")]
    failed = 0
    for name, test in tests:
        if wanted and name not in wanted:
            continue
        print(f"{name} … ", end="", flush=True)
        home = Path(tempfile.mkdtemp(prefix="linkwright-home-"))
        opened = []

        def start(fixture, *args, **options):
            opened.append(editor(Vault(fixture), home, *args, **options))
            return opened[-1]

        try:
            test(start)
            print("ok")
        except Exception as failure:
            failed += 1
            print(f"FAILED: {type(failure).__name__}: {failure}")
        finally:
            for one in opened:
                one.close()
                one.vault.close()
            shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if failed else 0)


def draw(terminal, path, title):
    """Draws the screen, as a picture for the README."""
    # Of the editor's own virtual environment.
    from rich.console import Console
    from rich.text import Text

    terminal.rests()
    with open(os.devnull, "w") as nowhere:
        console = Console(
            record=True, width=COLUMNS, file=nowhere, color_system="truecolor", legacy_windows=False
        )
        console.print(Text.from_ansi(terminal.colours().rstrip("\n")), no_wrap=True, crop=True)
        drawn = console.export_svg(title=title)
    # The reader's own monospace font, none from the network.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    path.write_text(drawn)
