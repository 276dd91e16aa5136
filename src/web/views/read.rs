//! Reads HTML as people do, for the tests of languages.

/// The attributes whose values people read, or get from scripts.
const READ: [&str; 26] = [
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "content",
    "data-busy",
    "data-failed",
    "data-later",
    "data-now",
    "data-show",
    "data-show-it",
    "data-hide",
    "data-hide-it",
    "data-undo",
    "data-restored",
    "data-in",
    "data-copied",
    "data-chart",
    "data-table",
    "data-forgot",
    "data-left",
    "data-says",
    "data-placeholder",
    "data-email-code",
];

/// Returns what people read of a page.
pub fn read(html: &str) -> Vec<String> {
    let starts = html.match_indices('<').map(|(at, _)| at);
    let tags = starts.filter_map(|at| html.get(at..)?.split_once('>')).map(|(tag, _)| tag);
    let attributes = tags.flat_map(|tag| {
        let value = |name: &&str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            rest.split('"').next().map(str::to_owned)
        };
        let is_setting = tag.starts_with("<meta");
        READ.iter().filter(move |_| !is_setting).filter_map(value).collect::<Vec<_>>()
    });
    let outside = html.split('<').filter_map(|part| part.split_once('>'));
    let outside = outside.filter(|(tag, _)| !tag.starts_with("style")).map(|(_, text)| text);
    outside.map(str::to_owned).chain(attributes).map(|text| unescaped(&text)).collect()
}

fn unescaped(text: &str) -> String {
    let escapes = [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    escapes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Returns the words in plain letters that remain without the data. Initials and addresses are
/// data as well.
pub fn untranslated(text: &str, data: &[&str]) -> Vec<String> {
    let own = data.iter().fold(text.to_owned(), |text, known| text.replace(known, " "));
    let words = own.split_whitespace().filter(|word| is_word(word));
    words.map(str::to_owned).collect()
}

fn is_word(word: &str) -> bool {
    let is_address = word.contains(['@', '/', '=', '_']) || word.contains("example");
    let has_digits = word.chars().any(|it| it.is_ascii_digit());
    let is_initials = word.len() <= 2 && word.chars().all(|it| it.is_ascii_uppercase());
    let is_plain = word.chars().any(|it| it.is_ascii_alphabetic());
    is_plain && !is_address && !has_digits && !is_initials
}

#[test]
fn a_word_that_is_not_translated_is_found() {
    let html = "<p title=\"Note\">⟦Ááďď⟧ Ada</p><meta name=\"x\" content=\"y\"><b>Add &amp; go</b>";
    let found: Vec<_> = read(html).iter().flat_map(|it| untranslated(it, &["Ada"])).collect();
    assert_eq!(found, ["Add", "go", "Note"]);
}
