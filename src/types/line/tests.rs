use super::*;

const NAME: Rule = Rule { missing: "Nothing.", graphemes: 20, bytes: 80, links: false };

/// Invisible characters, and those that change how others are displayed.
const HIDDEN: [char; 29] = [
    '\0',
    '\t',
    '\n',
    '\r',
    '\u{7f}',
    '\u{85}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{180e}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{2800}',
    '\u{3164}',
    '\u{feff}',
    '\u{fdd0}',
    '\u{fff9}',
    '\u{fffe}',
    '\u{1ffff}',
    '\u{e0041}',
];

#[test]
fn what_cannot_be_seen_is_refused() {
    for hidden in HIDDEN {
        assert_eq!(NAME.check(&format!("a{hidden}b")), Err(InvalidLine::Hidden), "{hidden:?}");
        let alone = NAME.check(&hidden.to_string());
        assert!(matches!(alone, Err(InvalidLine::Hidden | InvalidLine::Empty(_))), "{hidden:?}");
    }
    assert_eq!(NAME.check("\u{3000} \u{a0}"), Err(InvalidLine::Empty("Nothing.")));
    let smuggled = "a\u{fe00}\u{fe01}";
    assert_eq!(NAME.check(smuggled), Err(InvalidLine::Hidden));
}

#[test]
fn names_of_all_scripts_are_kept() {
    for name in [
        "Ada Lovelace",
        "Łukasz Żółć",
        "علی\u{200c}رضا",
        "क्\u{200d}ष",
        "辻\u{e0100}太郎",
        "👩\u{200d}💻 & 🏳\u{fe0f}\u{200d}🌈",
        "J.R.R. Tolkien",
        "Booking.com",
        "O'Neill (née Byrne)",
    ] {
        assert_eq!(NAME.check(&format!(" {name} ")).as_deref(), Ok(name));
        assert_eq!(NAME.clean(name), name);
    }
    assert_eq!(NAME.check("Cafe\u{301}").as_deref(), Ok("Café"));
}

#[test]
fn a_name_is_no_link() {
    for link in [
        "https://evil.example",
        "Pay at HTTP://x",
        "www.evil.example",
        "(WWW.evil.example)",
        "https：／／evil",
        "ｗｗｗ．evil",
        "www。evil",
    ] {
        assert_eq!(NAME.check(link), Err(InvalidLine::Link), "{link}");
        assert!(NAME.check(&NAME.clean(link)).is_ok(), "{}", NAME.clean(link));
    }
    let titles = Rule { links: true, ..NAME };
    assert!(titles.check("https://a.example").is_ok());
}

#[test]
fn both_lengths_have_a_limit() {
    assert!(NAME.check(&"é".repeat(20)).is_ok());
    assert_eq!(NAME.check(&"é".repeat(21)), Err(InvalidLine::TooLong(20)));
    let towering = format!("a{}", "\u{301}".repeat(60));
    assert_eq!(NAME.check(&towering), Err(InvalidLine::TooLong(20)));
    for long in ["é".repeat(99_999), towering, "👩\u{200d}💻".repeat(500)] {
        let cut = NAME.clean(&long);
        assert!(cut.len() <= 80 && cut.graphemes(true).count() <= 20, "{cut}");
    }
}

#[test]
fn what_others_let_in_is_made_showable() {
    assert_eq!(NAME.clean(" Ada\r\nBcc: x\u{202e}y\u{0} "), "Ada Bcc: xy");
    assert_eq!(NAME.clean("\u{200b}\u{2028}"), "");
    for hidden in HIDDEN {
        let clean = NAME.clean(&format!("{hidden}a{hidden}{hidden}b://{hidden}www.c"));
        assert!(NAME.check(&clean).is_ok(), "{hidden:?} {clean:?}");
    }
}
