use crate::fixture::Vaulted;

/// Compares the definitions at the cursor: for each its path, and the focused part of the span.
#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let vaulted = Vaulted::parse(source);
    let (note, text, offset) = vaulted.cursor();
    let targets = super::definition(&vaulted.vault, note, text, offset)
        .map(|definition| definition.targets)
        .unwrap_or_default();
    let shown: Vec<_> = targets
        .iter()
        .map(|target| {
            assert!(target.span.covers(target.focus));
            let path = vaulted.path(target.file);
            match target.span.is_empty() {
                true => format!("{path} at {}", target.span.start),
                false => {
                    let text = vaulted.text(target.file);
                    format!("{path} {} in {}", &text[target.focus], &text[target.span])
                }
            }
        })
        .collect();
    assert_eq!(shown, expected);
}

#[test]
fn link_leads_to_its_note() {
    check("See [[Be$0ta]].\n//- /folder/Beta.md\n# Beta\n", &["folder/Beta.md at 0"]);
    check("See ![[beta|sh$0own]].\n//- /Beta.md\n", &["Beta.md at 0"]);
    check(
        "See [text](folder/Be$0ta%20one.md).\n//- /folder/Beta one.md\n",
        &["folder/Beta one.md at 0"],
    );
    check("See [[Be$0ta]].\n//- /Gamma.md\n", &[]);
}

#[test]
fn link_includes_both_ends() {
    check("$0[[Beta]]\n//- /Beta.md\n", &["Beta.md at 0"]);
    check("[[Beta]]$0\n//- /Beta.md\n", &["Beta.md at 0"]);
    check("[[Beta]] $0\n//- /Beta.md\n", &[]);
    check("[[Beta]]$0[[Gamma]]\n//- /Beta.md\n//- /Gamma.md\n", &["Gamma.md at 0"]);
}

#[test]
fn path_leads_to_note_and_segment_to_heading() {
    let beta = "//- /Beta.md\n# One\n## Two\n### Three\n";
    check(&format!("[[Be$0ta#One#Three]]\n{beta}"), &["Beta.md at 0"]);
    check(&format!("[[Beta#O$0ne#Three]]\n{beta}"), &["Beta.md One in # One"]);
    check(&format!("[[Beta#One#Thr$0ee]]\n{beta}"), &["Beta.md Three in ### Three"]);
    check(&format!("[[Beta#One#Three|sh$0own]]\n{beta}"), &["Beta.md Three in ### Three"]);
    check(&format!("[[Beta#Fo$0ur]]\n{beta}"), &["Beta.md at 0"]);
}

#[test]
fn own_headings_blocks_and_footnotes() {
    check("[[#Tw$0o]]\n\n## Two\n", &["note.md Two in ## Two"]);
    check("[[#^i$0d]]\n\nwords ^id\n", &["note.md id in id"]);
    check("[[Beta#^I$0D]]\n//- /Beta.md\nwords ^id\n", &["Beta.md id in id"]);
    check("[[Beta#[^1$0]|x]]\n//- /Beta.md\nx[^1]\n\n[^1]: y\n", &["Beta.md 1 in [^1]:"]);
}

#[test]
fn alias_leads_to_the_only_note_that_has_it() {
    check("[[b$0e]]\n//- /Beta.md\n---\naliases: [be]\n---\n", &["Beta.md at 0"]);
    check(
        "[[b$0e]]\n//- /Beta.md\n---\naliases: [be]\n---\n//- /Gamma.md\n---\naliases: be\n---\n",
        &[],
    );
}

#[test]
fn link_in_property() {
    check("---\nup: \"[[Be$0ta]]\"\n---\n//- /Beta.md\n", &["Beta.md at 0"]);
}

#[test]
fn footnotes_lead_both_ways() {
    check("a[^N$0]\n\n[^n]: b\n", &["note.md n in [^n]:"]);
    check("a[^n] c[^n]\n\n[^n$0]: b\n", &["note.md n in [^n]", "note.md n in [^n]"]);
    check("a[^x$0]\n\n[^n]: b\n", &[]);
}

#[test]
fn tag_leads_to_all_its_uses() {
    check(
        "#lo$0ve\n//- /a.md\n---\ntags: [Love/deep, lovely]\n---\n//- /z.md\nwords #love\n",
        &["a.md Love/deep in Love/deep", "note.md love in love", "z.md love in love"],
    );
}

#[test]
fn definition_leads_to_itself() {
    check("x\n## On$0e\n", &["note.md One in ## One"]);
    check("words ^i$0d\n", &["note.md id in id"]);
    check("---\naliases: [b$0e]\n---\n", &["note.md be in be"]);
}

#[test]
fn reference_links() {
    let rest = "\n\n[La Bel]: Beta.md\n//- /Beta.md\n";
    check(&format!("[te$0xt][la  bel]{rest}"), &["Beta.md at 0"]);
    check(&format!("[text][la  b$0el]{rest}"), &["note.md La Bel in [La Bel]: Beta.md"]);
    check(&format!("[la b$0el]{rest}"), &["note.md La Bel in [La Bel]: Beta.md"]);
    check("[x]\n\n[x]: Be$0ta.md\n//- /Beta.md\n", &["Beta.md at 0"]);
    check(
        "[a][x] [x]\n\n[$0x]: Beta.md\n//- /Beta.md\n",
        &["note.md x in [a][x]", "note.md x in [x]"],
    );
    check("[te$0xt][x]\n\n[x]: https://a.example\n", &["note.md x in [x]: https://a.example"]);
}

#[test]
fn fragment_leads_to_id() {
    let beta = "//- /Beta.md\n## One {#mine}\n<i id=\"there\"></i>\n> # Quoted\n";
    check(&format!("[x](Beta.md#mi$0ne)\n{beta}"), &["Beta.md One {#mine} in ## One {#mine}"]);
    check(&format!("[x](Beta.md#one$0)\n{beta}"), &["Beta.md One {#mine} in ## One {#mine}"]);
    check(&format!("[x](Beta.md#the$0re)\n{beta}"), &["Beta.md there in there"]);
    check(&format!("[x](Beta.md#quo$0ted)\n{beta}"), &["Beta.md Quoted in Quoted"]);
    check(
        &format!("<a href=\"Beta.md#mi$0ne\">\n{beta}"),
        &["Beta.md One {#mine} in ## One {#mine}"],
    );
    check(
        "a <img src=\"folder/p$0ic%201.png\">\n//- /folder/pic 1.png\n",
        &["folder/pic 1.png at 0"],
    );
    check("a <b title=\"Be$0ta.md\">\n//- /Beta.md\n", &[]);
}
