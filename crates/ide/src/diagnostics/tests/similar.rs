//! What a message about a broken link suggests.

use super::{check, check_with};

#[test]
fn a_right_name_in_the_wrong_place_is_suggested() {
    check(
        "\
[[old/Beta]]
  ^^^^^^^^ broken-link: No note has the path `old/Beta`. Did you mean `new/Beta`?
[words](./Beta) and [words](/Beta)
        ^^^^^^ broken-link: No note has the path `/Beta`. Did you mean `new/Beta`?
                            ^^^^^ broken-link: No note has the path `/Beta`. Did you mean `new/Beta`?
[[one-two]]
  ^^^^^^^ broken-link: No note is named `one-two`. Did you mean `One two`?
[words](Beta.html)
        ^^^^^^^^^ broken-link: No file is named `Beta.html`. Did you mean `Beta`?
[[Btea]] [[Betta]] [[onne two]] [[One to]] [[Betas]]
  ^^^^ broken-link: No note is named `Btea`. Did you mean `Beta`?
           ^^^^^ broken-link: No note is named `Betta`. Did you mean `Beta`?
                     ^^^^^^^^ broken-link: No note is named `onne two`. Did you mean `One two`?
                                  ^^^^^^ broken-link: No note is named `One to`. Create it, or fix the link.
                                             ^^^^^ broken-link: No note is named `Betas`. Did you mean `Beta`?
[words](/en/Beta/)
        ^^^^^^^^^ broken-link: No note has the path `/en/Beta/`. Did you mean `new/Beta`?
//- /new/Beta.md
//- /One two.md
",
    );
}

#[test]
fn the_file_in_the_most_similar_folder_is_suggested() {
    check_with(
        "\
//- /content/de/d/a.md
[x](/en/service/) [x](/DE/service) [[x/servicee]] [x](/d/only.md)
    ^^^^^^^^^^^^ broken-link: No note has the path `/en/service/`. Did you mean `content/en/service`?
                      ^^^^^^^^^^^ broken-link: No note has the path `/DE/service`. Did you mean `content/de/service`?
                                     ^^^^^^^^^^ broken-link: No note has the path `x/servicee`. Did you mean `content/de/service`?
                                                      ^^^^^^^^^^ broken-link: No note has the path `/d/only.md`. Did you mean `content/bn/only`?
//- /content/bn/only.md
//- /content/bn/service.md
//- /content/de/service.md
//- /content/en/service.md
//- /en/other.md
",
        |settings| settings.relative_destinations = true,
    );
}

#[test]
fn an_attachment_with_a_similar_name_is_suggested() {
    check(
        "\
![[diagrm.png]] ![[diagram.jpg]] ![[diagram]] ![[digaram.PNG]]
   ^^^^^^^^^^ broken-embed: No file is named `diagrm.png`. Did you mean `diagram.png`?
                   ^^^^^^^^^^^ broken-embed: No file is named `diagram.jpg`. Did you mean `diagram.png`?
                                    ^^^^^^^ broken-embed: No note is named `diagram`. Did you mean `diagram.png`?
                                                 ^^^^^^^^^^^ broken-embed: No file is named `digaram.PNG`. Did you mean `diagram.png`?
![x](img/diagrm.png) [[diagram]] ![[diagram.xyz]] ![[dgrm.png]]
     ^^^^^^^^^^^^^^ broken-embed: No file has the path `img/diagrm.png`. Did you mean `media/diagram.png`?
                       ^^^^^^^ broken-link: No note is named `diagram`. Did you mean `diagram.png`?
                                    ^^^^^^^^^^^ broken-embed: No file is named `diagram.xyz`. Create it, or fix the link.
                                                     ^^^^^^^^ broken-embed: No file is named `dgrm.png`. Create it, or fix the link.
//- /media/diagram.png
",
    );
}

#[test]
fn a_similar_block_id_is_suggested() {
    check(
        "\
[[One#^frist]] [[One#^FRIST]] [[One#^fir]] [[One#^other]]
      ^^^^^^ broken-block: `One` has no block `^frist`. Did you mean `^first`?
                     ^^^^^^ broken-block: `One` has no block `^FRIST`. Did you mean `^first`?
                                    ^^^^ broken-block: `One` has no block `^fir`. Add `^fir` at the end of the block, or fix the link.
                                                 ^^^^^^ broken-block: `One` has no block `^other`. Add `^other` at the end of the block, or fix the link.
//- /One.md
text ^first
",
    );
}
