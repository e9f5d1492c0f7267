//! Text in NFC and NFD is the same text.

use super::vaulted::{Vaulted, shown};
use crate::evaluate;
use crate::expr::parse;

#[test]
fn names_properties_and_literals_are_compared_in_nfc() {
    let nfd = "Gru\u{308}n";
    let vaulted = Vaulted::parse(&format!(
        "//- /{nfd}/{nfd}.md\n---\nname: {nfd}\ntags: [{nfd}]\nup: \"[[{nfd}]]\"\nlist: [{{a: {nfd}}}]\n---\n[[{nfd}]]\n"
    ));
    let cx = vaulted.context(None);
    let file = vaulted.file(&format!("{nfd}/{nfd}.md"));
    for name in ["Gr\u{fc}n", nfd] {
        for text in [
            "file.basename == \"NAME\"",
            "file.name == \"NAME.md\"",
            "file.name.contains(\"NAME\")",
            "file.path == \"NAME/NAME.md\"",
            "file.folder == \"NAME\"",
            "file.toString() == \"NAME/NAME.md\"",
            "file.tags == [\"#NAME\"]",
            "file.hasTag(\"NAME\") && file.inFolder(\"NAME\") && file.hasLink(\"NAME\")",
            "file.hasLink(\"NAME/NAME.md\")",
            "name == \"NAME\"",
            "note[\"name\"] == \"NAME\"",
            "up == \"NAME\" && up.toString() == \"[[NAME]]\"",
            "list[0].a == \"NAME\" && list.toString().contains(\"NAME\")",
            "file(\"NAME\") == file",
            "link(\"NAME\") == up",
            "/^Gr.n$/.matches(file.basename)",
            "\"NAME\".length == 4",
        ] {
            let text = text.replace("NAME", name);
            let expr = parse(&text).expect("a valid expression");
            let value = evaluate(&expr, &cx, file).map(|value| shown(&cx, &value));
            assert_eq!(value.as_deref(), Ok("true"), "{text}");
        }
    }
}
