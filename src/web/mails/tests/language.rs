//! Mails say nothing but texts, in every language.

use super::*;
use crate::web::views::{read, untranslated};

/// Words of other people, and addresses.
const DATA: [&str; 5] = [
    "Tenantry",
    HOSTILE,
    "ada@example.com",
    "grace@example.com",
    "“ script alert('x') script & b onclick=x”",
];

#[test]
fn a_mail_has_no_words_in_plain_letters() {
    let mails = Mails::load(String::from("https://app.example")).unwrap();
    let language = Language::Accented;
    let mut found = Vec::new();
    for kind in kinds() {
        let letter = locale::saying(language, || mails.letter(language, &kind)).unwrap();
        let body = letter.body_html.split_once("<body").unwrap().1;
        let mut texts = read(&format!("<body{body}"));
        texts.extend(letter.body_text.lines().map(str::to_owned));
        texts.push(letter.subject.to_string());
        for text in texts.iter().filter(|it| !it.contains("://")) {
            let quoted = Quoted::name(HOSTILE).to_string();
            let sentence = Quoted::sentence(HOSTILE).to_string();
            let text = text.replace(&quoted, "").replace(&sentence, "");
            let words = untranslated(&text, &DATA);
            if !words.is_empty() {
                found.push(format!("{}: {words:?} in {text:?}", kind.head().template));
            }
        }
    }
    assert!(found.is_empty(), "put these into locales/:\n{}", found.join("\n"));
}

#[test]
fn a_mail_has_a_letter_in_each_language_and_quotes_as_it_does() {
    let mails = Mails::load(String::from("https://app.example")).unwrap();
    let kind = MailKind::Joining(asked());
    let mail = mails.render("ada@example.com", &kind).unwrap();
    let languages: Vec<_> = mail.letters.iter().map(|letter| letter.language).collect();
    assert_eq!(languages, Language::OFFERED);
    let [english, german] = &mail.letters[..] else { panic!("two letters") };
    assert!(
        english.body_text.contains("Organization: “") && english.body_html.contains("lang=\"en\"")
    );
    assert!(
        german.body_text.contains("Organisation: „") && german.body_html.contains("lang=\"de\"")
    );
    let asked = locale::saying(Language::German, || {
        let code = MailKind::VerificationCode(code());
        mails.render("ada@example.com", &code).unwrap().letters.remove(0)
    });
    assert_eq!(asked.language, Language::German, "the requester’s comes first");
}
