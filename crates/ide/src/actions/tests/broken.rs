use expect_test::expect;
use linkwright_settings::{NewFileLocation, Settings};

use super::{check, check_with};

#[test]
fn creates_missing_note_in_folder_for_new_notes() {
    let source = "//- /folder/a.md\n[[Ero$0s]]\n";
    check(
        source,
        expect![[r#"
            Create `Eros.md` (broken-link)
                new /Eros.md
        "#]],
    );
    let settings = |new_file_location| Settings { new_file_location, ..Settings::default() };
    check_with(
        settings(NewFileLocation::Current),
        source,
        expect![[r#"
            Create `folder/Eros.md` (broken-link)
                new /folder/Eros.md
        "#]],
    );
    check_with(
        settings(NewFileLocation::Folder("in/box".into())),
        source,
        expect![[r#"
            Create `in/box/Eros.md` (broken-link)
                new /in/box/Eros.md
        "#]],
    );
}

#[test]
fn creates_missing_note_in_folder_of_the_link() {
    let settings = Settings { new_file_location: NewFileLocation::Current, ..Settings::default() };
    check_with(
        settings,
        "//- /b/a.md\n[[plays/Ero$0s.md]]\n",
        expect![[r#"
            Create `plays/Eros.md` (broken-link)
                new /plays/Eros.md
        "#]],
    );
    check(
        "//- /b/a.md\n[x](../c%20d/Ero$0s.md)\n",
        expect![[r#"
            Create `c d/Eros.md` (broken-link)
                new /c d/Eros.md
        "#]],
    );
}

#[test]
fn new_note_has_heading_and_alias_of_the_link() {
    check(
        "//- /a.md\n[[Er$0os#Plays#Old|the god: \"love\"]]\n",
        expect![[r#"
            Create `Eros.md` (broken-link)
                new /Eros.md
                + # Plays
                + 
                + ## Old
            Create `Eros.md` with the alias `the god: "love"` (broken-link)
                new /Eros.md
                + ---
                + aliases:
                +   - 'the god: "love"'
                + ---
                + # Plays
                + 
                + ## Old
        "#]],
    );
}

#[test]
fn new_note_uses_the_template() {
    let settings = Settings {
        template: Some("Note".into()),
        template_folder: "Templates".into(),
        ..Settings::default()
    };
    check_with(
        settings,
        "\
//- /Templates/Note.md
---
created: by a template
---
# {{title}}

## Plays
//- /a.md
[[Er$0os#Plays|the god]]
",
        expect![[r#"
            Create `Eros.md` (broken-link)
                new /Eros.md
                + ---
                + created: by a template
                + ---
                + # Eros
                + 
                + ## Plays
            Create `Eros.md` with the alias `the god` (broken-link)
                new /Eros.md
                + ---
                + created: by a template
                + aliases:
                +   - the god
                + ---
                + # Eros
                + 
                + ## Plays
        "#]],
    );
    let settings = Settings { template: Some("None".into()), ..Settings::default() };
    check_with(
        settings,
        "[[Er$0os]]\n",
        expect![[r#"
        Create `Eros.md` (broken-link)
            refused when chosen: the template `None` does not exist: create it first
    "#]],
    );
}

#[test]
fn invalid_names_are_not_created() {
    check("//- /a.md\n[[What is lo$0ve?]] \n", expect![""]);
    check("//- /a.md\n![[picture$0.png]]\n", expect![""]);
    check("//- /a.md\n[[.hidden/Ero$0s]]\n", expect![""]);
}

#[test]
fn offers_similar_names_and_aliases() {
    check(
        "\
//- /x/Affection.md
//- /Love.md
---
aliases: [affections]
---
//- /other.md
//- /a.md
[[Afecti$0on]] and [x](Afection.md)
",
        expect![[r#"
            Link to `Affection` (broken-link)
                /a.md
                - [[Afection]] and [x](Afection.md)
                + [[Affection]] and [x](Afection.md)
            Link to `Love` as `affections` (broken-link)
                /a.md
                - [[Afection]] and [x](Afection.md)
                + [[Love|affections]] and [x](Afection.md)
            Create `Afection.md` (broken-link)
                new /Afection.md
        "#]],
    );
    check(
        "//- /x/Being seen.md\n//- /a.md\n[t](being-se$0en.md#x)\n",
        expect![[r#"
            Link to `Being seen` (broken-link)
                /a.md
                - [t](being-seen.md#x)
                + [t](Being%20seen.md#x)
            Create `being-seen.md` (broken-link)
                new /being-seen.md
                + # x
        "#]],
    );
    check(
        "//- /x/love.png\n//- /a.md\n![[lvoe.$0png|300]]\n",
        expect![[r#"
            Link to `love.png` (broken-embed)
                /a.md
                - ![[lvoe.png|300]]
                + ![[love.png|300]]
        "#]],
    );
}

#[test]
fn adds_missing_heading_or_links_to_similar_one() {
    check(
        "\
//- /Love.md
# Love

## Plays

Words.

### Older

## Later
//- /a.md
[[Love#Playz#Ne$0w]]
",
        expect![[r#"
            Add the heading `New` to `Love` (broken-heading)
                /Love.md
                + 
                + ## Playz
                + 
                + ### New
            Convert to `[Love > Playz > New](Love.md#Playz#New)` (Rewrite)
                /a.md
                - [[Love#Playz#New]]
                + [Love > Playz > New](Love.md#Playz#New)
        "#]],
    );
    check(
        "\
//- /Love.md
# Love

## Plays

Words.

## Later
//- /a.md
[[Love#Plays#Ne$0w|new]]
",
        expect![[r#"
            Add the heading `New` to `Love` (broken-heading)
                /Love.md
                + ### New
                + 
            Convert to `[new](Love.md#Plays#New)` (Rewrite)
                /a.md
                - [[Love#Plays#New|new]]
                + [new](Love.md#Plays#New)
        "#]],
    );
    check(
        "Words [[#Whe$0re]]",
        expect![[r#"
            Add the heading `Where` (broken-heading)
                /note.md
                - Words [[#Where]]
                + Words [[#Where]]
                + 
                + ## Where
            Convert to `[Where](#Where)` (Rewrite)
                /note.md
                - Words [[#Where]]
                + Words [Where](#Where)
        "#]],
    );
    check(
        "//- /Love.md\n```\nopen\n//- /a.md\n[[Love#Whe$0re]]",
        expect![[r#"
            Add the heading `Where` to `Love` (broken-heading)
                refused when chosen: the heading cannot be added: Markdown would not read it as a heading there
            Convert to `[Love > Where](Love.md#Where)` (Rewrite)
                /a.md
                - [[Love#Where]]
                + [Love > Where](Love.md#Where)
        "#]],
    );
}

#[test]
fn ambiguous_name_becomes_a_path() {
    check(
        "\
//- /x/Love.md
//- /y/Love.md
//- /a.md
[[Lo$0ve#Plays|it]]
",
        expect![[r#"
            Replace with `[[x/Love#Plays|it]]` (ambiguous-link)
                /a.md
                - [[Love#Plays|it]]
                + [[x/Love#Plays|it]]
            Replace with `[[y/Love#Plays|it]]` (ambiguous-link)
                /a.md
                - [[Love#Plays|it]]
                + [[y/Love#Plays|it]]
            Add the heading `Plays` to `Love` (broken-heading)
                /x/Love.md
                + ## Plays
            Convert to `[it](x/Love.md#Plays)` (Rewrite)
                /a.md
                - [[Love#Plays|it]]
                + [it](x/Love.md#Plays)
        "#]],
    );
    check(
        "//- /Love.md\n//- /y/Love.md\n//- /a b.md\n[[Lo$0ve.md]]\n",
        expect![[r#"
            Replace with `[[/Love.md]]` (ambiguous-link)
                /a b.md
                - [[Love.md]]
                + [[/Love.md]]
            Replace with `[[y/Love.md]]` (ambiguous-link)
                /a b.md
                - [[Love.md]]
                + [[y/Love.md]]
            Convert to `[Love.md](Love.md)` (Rewrite)
                /a b.md
                - [[Love.md]]
                + [Love.md](Love.md)
            Inline `Love.md` and delete the note (Inline)
                /a b.md
                - [[Love.md]]
                + 
                gone /Love.md
        "#]],
    );
}

#[test]
fn fixes_properties() {
    check(
        "---\nup: [[No$0te \"x\"]]\n---\n",
        expect![[r#"
        Put `[[Note "x"]]` in quotes (unquoted-link, preferred)
            /note.md
            - up: [[Note "x"]]
            + up: "[[Note \"x\"]]"
    "#]],
    );
    check(
        "---\naliases:\n  - a\n  - b\n  - A$0 # again\n---\n",
        expect![[r#"
            Remove the duplicate alias `A` (duplicate-alias, preferred)
                /note.md
                -   - A # again
            Link all mentions of `note` (Rewrite)
                refused when chosen: linking mentions needs all notes: run the command `linkwright.linkMentions`
        "#]],
    );
    check(
        "//- /a.md\n---\naliases: [x$0, y]\n---\n//- /b.md\n---\naliases: X\n---\n",
        expect![[r#"
            Remove the alias `x` from this note (duplicate-alias)
                /a.md
                - aliases: [x, y]
                + aliases: [y]
        "#]],
    );
}

#[test]
fn creates_daily_note_in_its_folder() {
    let settings = || Settings {
        daily_folder: "Journal".to_owned(),
        daily_format: "YYYY/MM-DD".to_owned(),
        daily_template: "Day".to_owned(),
        ..Settings::default()
    };
    let day = "\n//- /Day.md\n# {{date:dddd}} {{title}}\n";
    check_with(
        settings(),
        &format!("[[2026/11-2$02]]{day}"),
        expect![[r#"
        Create `Journal/2026/11-22.md` (broken-link)
            new /Journal/2026/11-22.md
            + # Sunday 11-22
    "#]],
    );
    check_with(
        settings(),
        &format!("[[11-2$02]]{day}"),
        expect![[r#"
        Create `11-22.md` (broken-link)
            new /11-22.md
    "#]],
    );
}

#[test]
fn writes_destination_relative_to_the_note() {
    let relative = || Settings { relative_destinations: true, ..Settings::default() };
    check_with(
        relative(),
        "//- /d/a.md\n[x](ro$0ot%20b.md#h)\n//- /e/root b.md\n# h\n",
        expect![[r#"
            Replace with `[x](../e/root%20b.md#h)` (not-relative, preferred)
                /d/a.md
                - [x](root%20b.md#h)
                + [x](../e/root%20b.md#h)
            Convert to `[[root b#h|x]]` (Rewrite)
                /d/a.md
                - [x](root%20b.md#h)
                + [[root b#h|x]]
        "#]],
    );
    check_with(
        relative(),
        "//- /d/a.md\n[x](go$0ne.md)\n",
        expect![[r#"
        Create `d/gone.md` (broken-link)
            new /d/gone.md
    "#]],
    );
    let inbox = NewFileLocation::Folder("in".into());
    let settings = Settings { new_file_location: inbox.clone(), ..relative() };
    check_with(
        settings,
        "//- /a.md\n[x](go$0ne.md)\n",
        expect![[r#"
        Create `gone.md` (broken-link)
            new /gone.md
    "#]],
    );
    // A path that starts at the root is created there, whatever the folder for new notes is.
    let settings = Settings { new_file_location: inbox, ..Settings::default() };
    check_with(
        settings,
        "//- /a.md\n[[/go$0ne]]\n",
        expect![[r#"
        Create `gone.md` (broken-link)
            new /gone.md
    "#]],
    );
}

#[test]
fn an_embed_of_an_attachment_without_its_extension_creates_no_note() {
    check(
        "![[diag$0ram]]\n//- /media/diagram.png\n",
        expect![[r#"
            Link to `diagram.png` (broken-embed, preferred)
                /note.md
                - ![[diagram]]
                + ![[diagram.png]]
        "#]],
    );
    check(
        "[[diag$0ram]]\n//- /media/diagram.png\n",
        expect![[r#"
            Link to `diagram.png` (broken-link)
                /note.md
                - [[diagram]]
                + [[diagram.png]]
            Create `diagram.md` (broken-link)
                new /diagram.md
        "#]],
    );
}

#[test]
fn an_attachment_with_a_similar_name_is_offered() {
    check(
        "![[diagr$0m.png|300]]\n//- /media/diagram.png\n",
        expect![[r#"
            Link to `diagram.png` (broken-embed)
                /note.md
                - ![[diagrm.png|300]]
                + ![[diagram.png|300]]
        "#]],
    );
}
