//! Positions in every encoding a client may count in.

use linkwright_tests::{Client, Folder};
use serde_json::json;

const VAULT: &str = "\
//- /a.md
# 𝒳é𝒳
👩‍🚀é [[b#𝒴 Über]] 日本 [[gone 𝒳]] x
//- /b.md
---
title: 日本𝒳
---
intro 𝒳

## 𝒴 Über
";

#[test]
fn columns_are_counted_as_the_client_counts() {
    for offered in [&["utf-8", "utf-16"][..], &["utf-16"], &["utf-32", "utf-8"], &["utf-7"]] {
        let folder = Folder::new(VAULT);
        let mut client = Client::start_with(&folder, |params| {
            params["capabilities"]["general"]["positionEncodings"] = json!(offered);
        });
        let expected = if offered == ["utf-7"] { "utf-16" } else { offered[0] };
        assert_eq!(client.capabilities["positionEncoding"], expected);
        client.open("a.md");
        assert_eq!(client.diagnostics("a.md"), ["broken-link gone 𝒳"]);
        let at = client.at("a.md", "[[b#𝒴$0 Über]]");
        let definition = client.request("textDocument/definition", at);
        let target = |range| {
            let range = &definition[0][range];
            linkwright_tests::position::slice(
                &folder.read("b.md"),
                range,
                linkwright_tests::position::Encoding::named(expected),
            )
            .to_owned()
        };
        assert!(target("targetRange").starts_with("## 𝒴 Über"), "{}", target("targetRange"));
        client.replace("a.md", "日本", "日𝒵本");
        client.replace("a.md", "gone 𝒳", "b");
        assert_eq!(client.diagnostics("a.md"), [""; 0]);
        client.finish();
    }
}
