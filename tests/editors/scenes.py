"""Scenarios for every editor that runs in a terminal. Each has its own vault.

An editor must have the methods `go`, `insert_at_end`, `insert_at`, `type`, `accept`, `take`, `definition`,
`rename`, `actions`, `choose`, `save` and `undo`.
"""

import re


def test_diagnostics(start):
    """A broken link is marked as soon as the note is open, until its target exists."""
    editor = start("//- /note.md\nSee [[Nowhere]].\n", "note.md")
    editor.reports("No note is named `Nowhere`")
    editor.vault.write("Nowhere.md", "# Nowhere\n")
    editor.clears("No note is named `Nowhere`")


def test_nothing_flashes(start):
    """A link or a footnote that is being typed is reported when typing pauses, and not before. So is a link
    to a heading that is being typed."""
    editor = start("//- /note.md\nSee [[#Words]].\n\n## Words\n", "note.md")
    editor.insert_at(3, 8, True)
    editor.type_without_a_flash(" more", "no heading `Words`")
    editor.escape()
    editor.insert_at_end()
    editor.type("See [[]]")
    editor.keys("Left", "Left")
    editor.type_without_a_flash("sle", "No note is named")
    editor.insert_at_end()
    editor.type("Words[^]")
    editor.keys("Left")
    editor.type_without_a_flash("12", "is not defined")


def test_completion_by_alias(start):
    editor = start(
        "//- /Apis mellifera.md\n---\naliases: [honey bee]\n---\n//- /note.md\nOf bees:\n", "note.md"
    )
    editor.insert_at_end()
    editor.type("A [[hone")
    editor.suggests("honey bee")
    editor.accept()
    editor.save()
    editor.vault.becomes(
        "//- /Apis mellifera.md\n---\naliases: [honey bee]\n---\n"
        "//- /note.md\nOf bees:\nA [[Apis mellifera|honey bee]]\n"
    )


def test_completion_after_astral_characters(start):
    editor = start("//- /Größe 🦋.md\n\n//- /note.md\n𝔘𝔫𝔡\n", "note.md")
    editor.insert_at_end()
    editor.type("🦋 𝔘 [[Gr")
    editor.suggests("Größe")
    editor.accept()
    editor.save()
    editor.vault.becomes("//- /Größe 🦋.md\n\n//- /note.md\n𝔘𝔫𝔡\n🦋 𝔘 [[Größe 🦋]]\n")


def test_brackets_typed_to_the_end(start):
    """An editor that closes brackets by itself steps over them when they are typed. So the server needs no
    `onTypeFormatting`."""
    editor = start("//- /Small wins.md\n\n//- /note.md\nOf:\n", "note.md")
    editor.insert_at_end()
    editor.type("See [[Small wins]], ![[Small wins]] and [x](Small%20wins.md).")
    editor.line_is(re.escape("See [[Small wins]], ![[Small wins]] and [x](Small%20wins.md)."))
    editor.escape()
    editor.save()
    editor.vault.becomes(
        "//- /Small wins.md\n\n//- /note.md\nOf:\nSee [[Small wins]], ![[Small wins]] and [x](Small%20wins.md).\n",
        "//- /Small wins.md\n\n//- /note.md\nOf:\nSee [[Small wins]], ![[Small wins]] and [x](Small%20wins.md).",
    )


def test_definition(start):
    editor = start(
        "//- /Sleep.md\n# Sleep\n\nText.\n\n## Dreams\n\nOf flying.\n//- /note.md\n🦋 [[Sleep#Dreams]]\n",
        "note.md",
    )
    editor.go(1, 11)
    editor.definition()
    editor.shows("Of flying.")
    editor.at("Sleep.md", 5)


def test_rename_of_a_note(start):
    """From a link, after astral characters. Undo restores the text; the file stays renamed."""
    before = "//- /Größe.md\n# Größe\n//- /folder/other.md\n> [!note] [[Größe|so]] ![[größe]]\n"
    after = "//- /Länge.md\n# Länge\n//- /folder/other.md\n> [!note] [[Länge|so]] ![[Länge]]\n"
    note = "//- /note.md\n𝔘🦋 [[Größe]] and [x](Größe.md)\n"
    editor = start(before + note, "note.md")
    editor.go(1, 5)
    editor.rename("Länge")
    editor.shows("[[Länge]]")
    editor.save()
    editor.vault.becomes(after + note.replace("Größe", "Länge"))
    editor.undo()
    editor.shows("[[Größe]]")
    editor.save()
    editor.vault.becomes(after + note)


def test_rename_of_an_alias(start):
    """From a display text that shows the alias, and back again."""
    before = (
        "//- /Apis.md\n---\naliases:\n  - 'bee'  # the first\n  - bees\n---\n# Apis\n"
        "//- /note.md\nA 🐝 [[Apis|bee]], two [[Apis|bees]].\n//- /other.md\n[[Apis|bee]] [[Apis]]\n"
    )
    after = before.replace("'bee'", "'Biene'").replace("|bee]]", "|Biene]]")
    editor = start(before, "note.md")
    editor.go(1, 12)
    editor.rename("Biene")
    editor.shows("[[Apis|Biene]]")
    editor.save()
    editor.vault.becomes(after)
    editor.go(1, 12)
    editor.rename("bee")
    editor.shows("[[Apis|bee]]")
    editor.save()
    editor.vault.becomes(before)


def test_rename_beside_a_note_of_the_new_name(start):
    """Some editors send `willRenameFiles` for the server's own rename. Nothing may change twice:
    `[[New]]` would become `[[a/New]]`, which is another note."""
    editor = start(
        "//- /Old.md\n# Old\n//- /a/New.md\n# New\n//- /note.md\n[[Old]] and [[New]]\n", "note.md"
    )
    editor.go(1, 3)
    editor.rename("New")
    editor.shows("[[New]] and [[a/New]]")
    editor.save()
    editor.vault.becomes(
        "//- /New.md\n# New\n//- /a/New.md\n# New\n//- /note.md\n[[New]] and [[a/New]]\n"
    )


def test_a_file_changed_outside(start):
    """Another program changes a note, and the editor does not report it."""
    editor = start("//- /Sleep.md\n# Sleep\n## Dreams\n//- /note.md\n[[Sleep#Dreams]]\n", "note.md")
    editor.insert_at_end()
    editor.type("[[Nowhere]]")
    editor.escape()
    editor.reports("No note is named `Nowhere`")
    editor.vault.write("Sleep.md", "# Sleep\n## Naps\n")
    editor.reports("no heading `Dreams`")


def test_code_action(start):
    """A link that uses an alias is rewritten so that Obsidian follows it."""
    editor = start("//- /Love.md\n---\naliases: [affection]\n---\n//- /note.md\nSee 🦋 [[affection]].\n", "note.md")
    editor.reports("`affection` is an alias")
    editor.go(1, 10)
    editor.actions()
    editor.choose("Replace with `[[Love|affection]]`")
    editor.shows("[[Love|affection]]")
    editor.save()
    editor.vault.becomes(
        "//- /Love.md\n---\naliases: [affection]\n---\n//- /note.md\nSee 🦋 [[Love|affection]].\n"
    )


def test_code_action_creates_a_note(start):
    editor = start("//- /note.md\nSee [[plays/Eros#Athens]].\n", "note.md")
    editor.reports("No note has the path `plays/Eros`")
    editor.go(1, 7)
    editor.actions()
    editor.choose("Create `plays/Eros.md`")
    editor.clears("No note has the path `plays/Eros`")
    editor.save()
    editor.vault.becomes(
        "//- /plays/Eros.md\n# Athens\n//- /note.md\nSee [[plays/Eros#Athens]].\n"
    )


AS_DOCUMENTED = """\
//- /Small wins.md
---
aliases: [progress]
---
# Small wins
//- /other.md
Of [[Small wins|progress]].
//- /note.md
A [[Small wins]] and [[Gone]].

"""


def write_as_documented(editor):
    """Goes on typing after links, in an editor that has only what the docs say to add."""
    editor.reports("No note is named `Gone`")
    editor.insert_at_end()
    editor.type("A [[prog")
    editor.suggests("progress")
    editor.take(0)
    editor.line_is(re.escape("A [[Small wins|progress]]"))
    editor.type(" of [[sma")
    editor.suggests("Small wins")
    editor.take(1)
    editor.type(", done.")
    editor.line_is(re.escape("A [[Small wins|progress]] of [[Small wins]], done."))
    editor.undo_completion()
    editor.line_is(r"(?!.*done).*")
    editor.undo_all()
    editor.line_is(r"(?!.*progress).*")


def renamed_as_documented(editor, typed="", others=""):
    """The files after a rename of the note at the first link, and what was typed before it."""
    renamed = AS_DOCUMENTED.replace("Small wins", "Late wins")
    editor.vault.becomes(renamed.rstrip() + "\n\n" + typed + others)


PICTURE = """\
//- /Why We Sleep.md
---
aliases:
  - the sleep book
---
# Why We Sleep
//- /Sleep sorts the day.md
---
aliases:
  - sleep and memory
---
# Sleep sorts the day
//- /Sleep hygiene.md
# Sleep hygiene
//- /Late coffee.md
# Late coffee
//- /Today.md
# Today

Slept badly again; reread [[Why We Sleep]].

- [[Late coffe]]
- [[Sleep hygiene]]

Tomorrow:
"""


def compose_picture(editor):
    """A broken link in a note, and completion by an alias."""
    editor.reports("No note is named `Late coffe`")
    editor.insert_at_end()
    editor.type("- write up [[sle")
    editor.shows("the sleep book")
