"""Runs an editor on a small vault in a terminal (its own tmux server) and sends it real keys.

Do not sleep for a fixed time: after sending keys, wait for their effect on the screen or on disk.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cast

ROOT = Path(__file__).resolve().parents[2]
# Timeout in seconds. It only prevents hanging forever.
PATIENCE = float(os.environ.get("PATIENCE", 30))
COLUMNS, LINES = 100, 26


class Failure(Exception):
    """A wait timed out. The message shows the actual state."""


def installed(name):
    """Returns the folder where an editor is installed."""
    return ROOT / "target/editors" / name


def linkwright():
    """Returns the path of the server under test: LINKWRIGHT, or the debug build."""
    return Path(os.environ.get("LINKWRIGHT") or ROOT / "target/debug/linkwright").resolve()


def until(what, holds, shown=lambda: ""):
    """Waits until `holds()` is true, and returns its value."""
    end = time.monotonic() + PATIENCE
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waiting for {what}\n{shown()}")
        time.sleep(0.03)


def files_of(fixture):
    """Returns the files of a vault that is written in one string: `//- /path` starts each file."""
    parts = re.split(r"^//- /(.+)\n", fixture, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def block(page, containing):
    """Returns the code block of a page of the docs that contains a text. The tests set up the editors with
    these, so that they cannot differ from what a user copies."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", (ROOT / page).read_text(), re.M | re.S)
    found = [block for block in blocks if containing in block]
    if len(found) != 1:
        raise Failure(f"{page} has {len(found)} code blocks with {containing}")
    return found[0]


class Vault:
    """A vault in a temporary folder."""

    def __init__(self, fixture):
        self._folder = tempfile.TemporaryDirectory(prefix="linkwright-", ignore_cleanup_errors=True)
        # A fixed folder name, so that the path on the screen is short and always the same.
        self.path = Path(self._folder.name).resolve() / "notes"
        (self.path / ".obsidian").mkdir(parents=True)
        for path, text in files_of(fixture).items():
            self.write(path, text)

    def write(self, path, text):
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def files(self):
        """Returns the bytes of every note, by path. Empty if a note moves during the call."""
        try:
            notes = list(self.path.rglob("*.md"))
            return {note.relative_to(self.path).as_posix(): note.read_bytes() for note in notes}
        except FileNotFoundError:
            return {}

    def becomes(self, *fixtures):
        """Waits until the vault has exactly the notes of one of the fixtures, byte for byte."""
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
    """A program in a terminal, with its own home folder."""

    def __init__(self, command, folder, home, size=(COLUMNS, LINES), **environment):
        self._home, self._socket = home, str(home / "tmux")
        # The checkout, where the docs assume it.
        (home / "src").mkdir(exist_ok=True)
        if not (home / "src/linkwright").exists():
            (home / "src/linkwright").symlink_to(ROOT)
        # The keys since the last printed step, and whether the screen has been read since they were pressed.
        self._pressed, self._was_read = "", False
        # Hide the machine's own configuration from the editor.
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
        size = ["-x", str(size[0]), "-y", str(size[1])]
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
        """Presses keys by name (`Enter`, `Escape`, `C-w`); any other text is typed."""
        self.print_step()
        self._pressed += "".join(f"<{key}>" for key in keys)
        self._tmux("send-keys", *keys)

    def type(self, text):
        """Types text key by key, at the speed of a fast typist."""
        self.print_step()
        self._pressed += text
        for letter in text:
            self._tmux("send-keys", "-l", letter)
            time.sleep(0.04)

    def screen(self):
        """Returns the text on the screen."""
        self._was_read = True
        return self._tmux("capture-pane", "-p")

    def enter(self, text):
        """Types text at once, where nothing depends on the single keys: commands and names."""
        self.print_step()
        self._pressed += text
        self._tmux("send-keys", "-l", text)

    def type_without_a_flash(self, text, flash):
        """Types text, and fails if `flash` is written to the terminal before typing pauses, however briefly.
        Waits for it then. If this machine types more slowly than the server waits, tries again."""
        wanted = re.sub(r"\s", "", flash)

        def was_written():
            # Blanks that are on the screen already are not written again.
            return wanted in re.sub(r"\x1b\[[^@-~]*[@-~]|\s", "", record.read_text(errors="replace"))

        for attempt in range(5):
            record = self._home / f"record-{attempt}"
            record.touch()
            self._tmux("pipe-pane", f"cat >'{record}'")
            times = [time.monotonic()]
            for letter in text:
                self.type(letter)
                times.append(time.monotonic())
            self.rests()
            flashed = was_written()
            times.append(time.monotonic())
            if max(after - before for before, after in zip(times, times[1:])) < 1.5:
                break
            self.keys(*["BSpace"] * len(text))
        else:
            raise Failure("this machine is too slow to type without a pause")
        if flashed:
            raise Failure(f"{flash!r} was on the screen while {text!r} was typed")
        until(f"{flash!r} in what is written", was_written, self.screen)

    def cursor(self):
        """Returns the column and the row of the cursor, counted from 0."""
        x, y = self._tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(x), int(y)

    def colours(self):
        """Returns the text on the screen, with escape sequences for colours."""
        self._was_read = True
        return self._tmux("capture-pane", "-p", "-e", "-N")

    def shows(self, text):
        """Waits until a text is on the screen."""
        until(f"{text!r} on the screen", lambda: text in self.screen(), self.screen)

    def hides(self, text):
        """Waits until a text is no longer on the screen."""
        until(f"{text!r} to leave the screen", lambda: text not in self.screen(), self.screen)

    # What an editor shows while one writes. An editor that needs a key for it has its own methods.

    def reports(self, text):
        """Waits until a diagnostic with this text is reported."""
        self.shows(text)

    def clears(self, text):
        """Waits until no diagnostic has this text."""
        self.hides(text)

    def suggests(self, text):
        """Waits until a completion with this text is offered."""
        self.shows(text)
        self.rests()

    # Whether one undo of a completion keeps all of the typed text.
    UNDO_KEEPS_THE_TYPED_TEXT = False

    def undo_all(self):
        """Undoes what `undo_completion` has left, if one undo is less than all that was inserted."""

    def line_is(self, pattern):
        """Waits until the whole line of the cursor matches a pattern."""
        self._was_read = True
        until(f"the line {pattern}", lambda: re.fullmatch(pattern, self.line()), lambda: f"{self.line()}\n{self.screen()}")

    def undo_completion(self):
        """Undoes a completion, after one more character has been typed."""
        self.escape()
        self.undo()

    def escape(self):
        """Stops writing."""
        self.keys("Escape")

    def rests(self):
        """Waits until the screen has not changed for a moment."""
        last = [None, 0]

        def still():
            now = self.colours()
            last[:] = [now, last[1] + 1 if now == last[0] else 0]
            return last[1] > 10

        until("the screen to rest", still, self.screen)

    def problems(self):
        """Returns the messages of the diagnostics."""
        return []

    def print_step(self, is_last=False):
        """Prints the keys that led to the present state, the line of the cursor (`▏`), and the diagnostics."""
        if not (is_last or self._pressed and self._was_read):
            return
        column, row = self.cursor()
        line, at = self.screen().split("\n")[row], 0
        while at < len(line) and cast.width(line[:at]) < column:
            at += 1
        print(f"    {self._pressed}  →  {line[:at].ljust(at)}▏{line[at:].rstrip()}")
        for problem in self.problems():
            print(f"        {problem}")
        self._pressed, self._was_read = "", False

    def close(self):
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True)


def scenarios(names, editor):
    """Runs the functions in `names` that start with `test_`, or those that the command line names. Each
    gets its own editor. Exits with status 1 if one fails."""
    if not linkwright().exists():
        sys.exit(f"{linkwright()} is not built; run cargo build")
    wanted = sys.argv[1:]
    tests = [(name[5:], test) for name, test in names.items() if name.startswith("test_")]
    failed = 0
    for name, test in tests:
        if wanted and name not in wanted:
            continue
        print(name)
        started = time.monotonic()
        home = Path(tempfile.mkdtemp(prefix="linkwright-home-"))
        opened = []

        def start(fixture, *args, kind=None, **options):
            opened.append((kind or editor)(Vault(fixture), home, *args, **options))
            return opened[-1]

        try:
            test(start)
            for one in opened:
                one.print_step(is_last=True)
            print(f"{name} … ok, {time.monotonic() - started:.1f} s", flush=True)
        except Exception as failure:
            failed += 1
            print(f"{name} … FAILED: {type(failure).__name__}: {failure}")
        finally:
            for one in opened:
                one.close()
                one.vault.close()
            shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if failed else 0)


def each_version(script, editor, programs):
    """Runs the script of an editor again for each of its programs that is installed, with the program in
    the variable PROGRAM, and exits with status 1 if one run fails."""
    failed = 0
    for program in programs:
        if (installed(editor) / program).exists():
            print(f"== {program}", flush=True)
            command = [sys.executable, script, *sys.argv[1:]]
            failed |= subprocess.run(command, env={**os.environ, "PROGRAM": program}).returncode
    sys.exit(failed)


def draw(frames, size, path, title):
    """Compares the texts of the frames that stay for a second or longer with the picture in the docs. With
    UPDATE_PICTURES=1, draws the picture. A frame is a screen, the cursor, and the seconds that it stays."""
    if os.environ.get("UPDATE_PICTURES"):
        path.write_text(cast.drawing(frames, *size, title))
    # The problem of the typed link, its mark and its number are shown or not, depending on how long the
    # letters took.
    stable = lambda text: re.sub(r" *No note is named `sle`.*|● \d|●", lambda it: " " * len(it[0]) if it[0][0] == "●" else "", text)  # noqa: E731
    drawn = [stable(text) for text in cast.texts_of(path.read_text())]
    for text in [cast.plain(screen) for screen, _, seconds in frames if seconds >= 1]:
        if stable(text) not in drawn:
            raise Failure(f"{path.name} does not show this; UPDATE_PICTURES=1 draws it again:\n{text}")


def picture(terminal, path, title):
    """Compares the screen with a picture in the docs, or draws the picture."""
    terminal.rests()
    draw([(terminal.colours(), terminal.cursor(), 1)], (COLUMNS, LINES), path, title)
