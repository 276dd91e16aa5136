//! Languages that nobody speaks, which show what isn't translated and what breaks a page.

use fluent_syntax::ast::{Expression, InlineExpression, PatternElement};

use super::{Language, parts::Source};

/// Texts that are no words.
const TAG: &str = "language-tag";
const DIRECTION: &str = "language-direction";

/// Rewrites an English text in foreign letters: each vowel twice, which makes words as long as
/// those of other languages, between brackets.
pub(super) fn disguise(key: &str, text: &mut Source, language: Language) {
    let plain = |value: &str| PatternElement::TextElement { value: value.to_owned() };
    match key {
        TAG => text.elements = vec![plain(language.tag())],
        DIRECTION => text.elements = vec![plain(language.direction())],
        _ => {
            rewrite(text, &mut Place::Text);
            match text.elements.first_mut() {
                Some(PatternElement::TextElement { value }) => value.insert(0, '⟦'),
                _ => text.elements.insert(0, plain("⟦")),
            }
            match text.elements.last_mut() {
                Some(PatternElement::TextElement { value }) => value.push('⟧'),
                _ => text.elements.push(plain("⟧")),
            }
        }
    }
}

/// The surroundings of a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Tag,
    Entity,
}

fn rewrite(text: &mut Source, place: &mut Place) {
    for element in &mut text.elements {
        match element {
            PatternElement::TextElement { value }
            | PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { value }),
            } => *value = accented(value, place),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                let before = *place;
                for variant in variants {
                    *place = before;
                    rewrite(&mut variant.value, place);
                }
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

fn accented(text: &str, place: &mut Place) -> String {
    let mut written = String::with_capacity(text.len() * 3);
    for letter in text.chars() {
        match (*place, letter) {
            (_, '<') => *place = Place::Tag,
            (Place::Text, '&') => *place = Place::Entity,
            (Place::Tag, '>') | (Place::Entity, ';') => *place = Place::Text,
            (Place::Text, _) => {
                let foreign = foreign(letter);
                written.extend(is_vowel(letter).then_some(foreign));
                written.push(foreign);
                continue;
            }
            _ => {}
        }
        written.push(letter);
    }
    written
}

fn is_vowel(letter: char) -> bool {
    "aeiou".contains(letter)
}

/// Returns a letter that looks alike and that English doesn't have.
fn foreign(letter: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const FOREIGN: &str = "áƀĉđéƒĝħíĵķĺṁñóṗʠŕšťúṽŵẋýžÁƁĈÐÉƑĜĦÍĴĶĹṀÑÓṖɊŔŠŤÚṼŴẊÝŽ";
    let found = PLAIN.chars().zip(FOREIGN.chars()).find(|(plain, _)| *plain == letter);
    found.map_or(letter, |(_, foreign)| foreign)
}

#[cfg(test)]
mod tests {
    use crate::{
        locale::{Catalog, Language},
        text,
    };

    #[test]
    fn words_are_foreign_and_markup_is_kept() {
        let texts = Catalog::load(Language::Accented).unwrap();
        let bound = |template| texts.bind("x.html", template).unwrap();
        assert_eq!(bound("[[account-stay]]"), "⟦Šťááý⟧");
        assert_eq!(bound("[[auth-undo-change]]"), "⟦Úñđóó ťħéé ĉħááñĝéé⟧");
        assert!(bound("[[auth-signed-in-as email=e]]").contains(" {{ e }} "));
        assert!(bound("[[join-as email=e]]").contains(r#"<a href="/dashboard">Ñóóť ñóóŵ</a>"#));
        let said = text!("notice-joined", organization = "Acme").words_in(Language::Accented);
        assert!(said.starts_with('⟦') && said.contains(" Acme"), "{said}");
    }

    #[test]
    fn a_page_says_which_language_it_is_in() {
        for language in Language::PSEUDO {
            let texts = Catalog::load(language).unwrap();
            assert_eq!(texts.bind("x.html", "[[language-tag]]").unwrap(), language.tag());
        }
    }
}
