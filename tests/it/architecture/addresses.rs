//! Addresses of pages are written in `src/web/urls/` and in the route table only, and
//! each of them is a route.

use std::path::Path;

use actix_web::dev::ResourceDef;
use syn::{
    Attribute, Expr, ItemMod, LitStr, Macro, Token,
    punctuated::Punctuated,
    visit::{self, Visit},
};
use tenantry::web::routes::table;

use super::imports::{is_for_tests, sources};

/// The prefixes of our addresses.
const PAGES: [&str; 6] = ["/account", "/auth/", "/dashboard", "/dev/", "/invitations/", "/o/"];
const API: [&str; 2] = ["/api/auth/", "/api/v1/"];

/// Collects the strings of a file, without those for tests and those in attributes.
#[derive(Default)]
struct Strings(Vec<String>);

impl Visit<'_> for Strings {
    fn visit_lit_str(&mut self, literal: &LitStr) {
        self.0.push(literal.value());
    }

    fn visit_attribute(&mut self, _: &Attribute) {}

    fn visit_item_mod(&mut self, item: &ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, call: &Macro) {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        for argument in arguments.iter().flatten() {
            self.visit_expr(argument);
        }
    }
}

/// Lists the addresses that begin with one of `beginnings`, and their files.
fn addresses(beginnings: &[&str]) -> Vec<(String, String)> {
    let is_for_tests = |path: &Path| {
        path.components().any(|part| ["tests", "tests.rs"].iter().any(|it| part.as_os_str() == *it))
    };
    let files = sources().into_iter().filter(|(path, _)| !is_for_tests(path));
    let found = files.flat_map(|(path, source)| {
        let mut strings = Strings::default();
        strings.visit_file(&syn::parse_file(&source).unwrap());
        let path = path.to_string_lossy().into_owned();
        strings.0.into_iter().map(move |text| (path.clone(), text))
    });
    let begins = |text: &str| beginnings.iter().any(|beginning| text.starts_with(beginning));
    // The log's names of areas aren't addresses.
    found.filter(|(_, text)| begins(text) && !text.ends_with('…')).collect()
}

#[test]
fn the_web_names_a_page_by_its_function() {
    let own = |path: &str| path.starts_with("web/urls/") || path.starts_with("web/routes/");
    let found = addresses(&PAGES);
    assert!(
        found.iter().filter(|(path, _)| path.starts_with("web/urls/")).count() > 15,
        "{found:?}"
    );
    let elsewhere: Vec<_> = found
        .into_iter()
        .filter(|(path, text)| !own(path) && (path.starts_with("web/") || text.starts_with("/o/")))
        .collect();
    assert!(elsewhere.is_empty(), "these belong into src/web/urls: {elsewhere:#?}");
}

#[test]
fn every_address_in_the_program_is_a_route() {
    for (path, text) in addresses(&[&PAGES[..], &API].concat()) {
        let address = text.split(['?', '#']).next().unwrap();
        let known = table().any(|row| {
            ResourceDef::new(row.path).is_match(address)
                // Addresses are made of it by adding to it.
                || (address.ends_with('/') && row.path.starts_with(address))
        });
        assert!(known, "{path}: nothing answers {text}");
    }
}
