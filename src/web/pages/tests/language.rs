//! Pages say nothing but texts. In the pseudo language, whose texts have foreign letters only,
//! plain letters are words that aren't translated.

use super::every_sample_in;
use crate::{
    locale::Language,
    web::views::{HOSTILE, LONG_NAME, read, untranslated},
};

/// Pages for the people who build or call the product, which are in English.
const IN_ENGLISH: [&str; 4] = [
    "pages/api_docs.html",
    "pages/components.html",
    "pages/mailbox.html",
    "pages/sign_in_log.html",
];

/// Words of the samples' people and programs, the product's name, and languages' own names.
const DATA: &[&str] = &[
    HOSTILE,
    LONG_NAME,
    // Names whose ends stay together on a line.
    "\"><script>alert('x')</script> & <b oncl",
    "ick=x>",
    "Donaudampfschifffahrtsgesellschaft & Sons International Freight Forwarding of Rot",
    "terdam",
    "Harbour Street Clinic",
    "Harbour Street",
    "Clinic",
    "Ada Lovelace",
    "Ada",
    "Grace Hopper",
    "Grace",
    "Acme Joinery",
    "Acme",
    "Order oak for the Keller staircase",
    "Sharpen the plane irons",
    "Order oak",
    "Ship",
    "Tidied up",
    "invitation.created",
    "Tenantry",
    "API",
    "TXT",
    "English",
    "Deutsch",
    "Firefox",
    "Safari",
    "Google",
    "GitHub",
];

#[test]
fn a_page_has_no_words_in_plain_letters() {
    let mut found = Vec::new();
    for page in every_sample_in(Language::Accented) {
        if IN_ENGLISH.contains(&page.template) {
            continue;
        }
        for text in read(&page.html) {
            let words = untranslated(&text, DATA);
            if !words.is_empty() {
                found.push(format!("{}: {words:?} in {text:?}", page.template));
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "put these into locales/:\n{}", found.join("\n"));
}
