"""Completes every kind of link, tag and property in every place, types on, and undoes it (completions.json).

A kind has: the text before the cursor, what is typed, a part of the suggestion, what it inserts in place of
the typed text (`…` stands for letters and digits), and the closing brackets.
"""

import json
import re
from pathlib import Path

TABLE = json.loads(Path(__file__).with_name("completions.json").read_text())
NOTES = "".join(f"//- /{path}\n{text}" for path, text in TABLE["notes"].items())
# The text in the note behind the cursor, `]` for the closing brackets; and whether the text before the
# cursor is typed as well, so that the editor can close the brackets.
PLACES = [("", False), (" end", False), ("]", False), ("] end", False), ("", True)]


def cells(kind, in_properties):
    """Returns, for every place: the line, the column of the cursor, the typed text, the line after the
    undo, and a pattern of the line after `!` has been typed behind the suggestion."""
    opening, typed, _, inserted, closing = kind
    # Where the cursor stands is a choice before `)`, so that one can add a heading, and before a quote.
    ends = {")": r"(!\)|\)!)", ']]"': '\\]\\](!"|"!)'}.get(closing, re.escape(closing) + "!")
    found = []
    for behind, is_typed in PLACES:
        if "]" in behind and not closing or "end" in behind and in_properties:
            continue
        behind = behind.replace("]", closing)
        after = re.escape(opening + inserted).replace("…", "[0-9a-z]+") + ends
        line = "" if is_typed else opening + behind
        keys = opening + typed if is_typed else typed
        tail = behind.removeprefix(closing)
        found.append((line, len(line) - len(behind), keys, opening + typed + behind, after + re.escape(tail)))
    return found


def note(line, in_properties):
    """Returns the text of a note with this line."""
    return (f"---\n{line}\n---\n" if in_properties else f"{line}\n") + "\nAbout words.\n\n[^long]: x\n"


def completing(kind, in_properties):
    """Returns the scenario of one kind."""

    def scene(start):
        rows = cells(kind, in_properties)
        notes = "".join(f"//- /cell{at}.md\n{note(row[0], in_properties)}" for at, row in enumerate(rows))
        editor = start(NOTES + notes, "cell0.md")
        for index, (line, column, typed, undone, after) in enumerate(rows):
            if index:
                editor.edit(f"cell{index}.md")
            editor.insert_at(2 if in_properties else 1, column, column == len(line))
            editor.type(typed)
            editor.suggests(kind[2])
            editor.take(index)
            editor.type("!")
            editor.line_is(after)
            editor.undo_completion()
            # How much of the typed text one undo removes differs. Nothing of the suggestion may stay.
            suggested = re.escape(kind[0] + kind[3]).replace("…", "[0-9a-z]+")
            editor.line_is(re.escape(undone) if editor.UNDO_KEEPS_THE_TYPED_TEXT else f"(?!{suggested}).*")
            editor.undo_all()
            # A screen does not show blanks at a line's end. The saved bytes are compared below.
            editor.line_is(re.escape(line.rstrip()) + " *")
        # The undo has also removed what the suggestion added elsewhere.
        editor.save()
        editor.vault.becomes(NOTES + notes)

    return scene


SCENARIOS = {
    "test_completing_" + name.replace(" ", "_"): completing(kind, group == "properties")
    for group in ("kinds", "properties")
    for name, kind in TABLE[group].items()
}
