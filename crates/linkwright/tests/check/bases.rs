//! Bases, in files and in notes.

use expect_test::expect;

use super::check;
use super::support::Vault;

#[test]
fn bases_are_checked_like_notes() {
    let vault = Vault::new(
        "//- /a.md\n```base\nfilters: file.hasTga(\"x\")\n```\n//- /b.base\n# linkwright-disable-next-line invalid-base\nviews: 1\nfliters: a\n\
         //- /c.base\nfilters: a = 1\n//- /d.base\nfilters: \"\n",
    );
    check(
        &vault,
        &["a.md", "b.base"],
        &expect![[r#"
        a.md:2:15: warning[invalid-base]: Unknown function `hasTga`. Did you mean `hasTag`?
           2 | filters: file.hasTga("x")
             |               ^^^^^^
        b.base:3:1: warning[invalid-base]: Unknown key `fliters`. Did you mean `filters`?
           3 | fliters: a
             | ^^^^^^^
        1 note, 0 links, none broken, 2 other problems; took TIME
        [exit 1]
    "#]],
    );
    check(
        &vault,
        &["--select", "broken-link,unused-suppression"],
        &expect![[r#"
        1 note, 0 links, none broken; took TIME
        [exit 0]
    "#]],
    );
    check(
        &vault,
        &["c.base", "d.base", "--format", "github"],
        &expect![[r#"
        ::warning file=c.base,line=1,endLine=1,col=12,endColumn=13,title=invalid-base::Unexpected `=`: use `==` to compare.
        ::warning file=d.base,line=1,endLine=1,col=1,endColumn=11,title=invalid-base::Missing closing quote.
        [exit 1]
    "#]],
    );
    let baseline = ["--baseline", "known.json"];
    vault.run(&[&["check"], &baseline[..], &["--write-baseline"]].concat());
    vault.write("d.base", b"filters: b\n");
    vault.write("e.base", b"views: 2\n");
    check(
        &vault,
        &baseline,
        &expect![[r#"
        e.base:1:8: warning[invalid-base]: `views` must be a list.
           1 | views: 2
             |        ^
        1 note, 0 links, none broken, 1 other problem; took TIME
        [exit 1]
        [stderr]
        note: 1 finding of the baseline gone; --write-baseline removes them:
          d.base: invalid-base: Missing closing quote.
    "#]],
    );
}
