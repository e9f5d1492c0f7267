"""The moving picture of the README: in a terminal, Neovim completes a link by an alias, then the program
renames the note after a preview."""

import os
import re
import time
from pathlib import Path

import scenes
import terminal
from terminal import Terminal, draw

HERE = Path(__file__).resolve().parent
PICTURE = terminal.ROOT / "docs/pictures/moving.svg"
COLUMNS, LINES = 88, 22
TITLE = "Neovim completes a link by an alias; linkwright shows the changes of a rename, then makes them"


class Film(Terminal):
    """A shell, and the frames that were recorded in it."""

    def __init__(self, vault, home):
        self.vault, self.frames = vault, []
        programs = home / "programs"
        programs.mkdir()
        neovim = terminal.installed("neovim") / os.environ["PROGRAM"]
        programs.joinpath("nvim").write_text(f'#!/bin/sh\nexec "{neovim}" --clean -u "{HERE}/init.lua" "$@"\n')
        programs.joinpath("nvim").chmod(0o755)
        path = f"{programs}:{terminal.linkwright().parent}:{os.environ['PATH']}"
        shell = ["bash", "--norc", "--noprofile", "-i"]
        block = terminal.block("docs/editors.md", "require('linkwright').setup")
        super().__init__(shell, vault.path, home, size=(COLUMNS, LINES), PATH=path, PS1=r"\W $ ", BLOCK=block)

    def frame(self, seconds):
        """Records the screen and the cursor. It stays for some seconds."""
        self.frames.append((self.colours(), self.cursor(), seconds))

    def scene(self, seconds, shown):
        """Waits for a text, and records the screen when it rests."""
        self.shows(shown)
        self.rests()
        self.frame(seconds)

    def writes(self, text):
        """Types a text, and records every few letters."""
        for at in range(0, len(text), 2):
            self.type(text[at : at + 2])
            time.sleep(0.1)
            self.frame(0.12)


def record(film):
    """Plays the story and records it."""
    film.scene(0.8, "notes $")
    film.writes("nvim Today.md")
    film.keys("Enter")
    film.scene(1.8, "No note is named `Late coffe`")
    film.keys("G", "o")
    film.writes("- write up [[the sl")
    film.scene(1.8, "the sleep book")
    film.keys("C-n")
    film.scene(0.8, "the sleep book")
    film.keys("C-y")
    film.scene(1.2, "- write up [[Why We Sleep|the sleep book]]")
    film.writes(" tonight")
    film.keys("Escape")
    film.scene(1.2, "the sleep book]] tonight")
    film.type(":wq")
    film.keys("Enter")
    film.hides("Tomorrow:")
    film.keys("C-l")
    film.scene(0.6, "notes $")
    rename = 'linkwright rename "Why We Sleep" "Sleep science"'
    film.writes(rename + " --dry-run")
    film.keys("Enter")
    film.scene(5, "Dry run, nothing written")
    film.keys("C-l")
    film.writes(rename + " --quiet && cat Today.md")
    film.keys("Enter")
    film.scene(3.5, "- write up [[Sleep science|the sleep book]]")


def test_moving_picture(start):
    """Records the moving picture, and compares it with the one in the README."""
    film = start(scenes.PICTURE, kind=Film)
    record(film)
    draw(film.frames, (COLUMNS, LINES), PICTURE, TITLE)
    film.vault.becomes(
        re.sub(r"Why We Sleep\b", "Sleep science", scenes.PICTURE)
        + "- write up [[Sleep science|the sleep book]] tonight\n"
    )
