//! Renders every state of every page and checks the HTML.

use std::collections::BTreeSet;

use actix_web::{dev::ResourceDef, http::Method};

use self::html::{has_attribute, sources, tags, template_folder, values, words};
use crate::{
    locale::{self, Language},
    web::{
        pages,
        routes::table,
        ui::error_page::Draft,
        views::{Samples, Views},
    },
};

mod html;
mod language;

struct Rendered {
    template: &'static str,
    html: String,
}

#[test]
fn every_template_of_a_page_is_rendered() {
    let rendered: BTreeSet<_> =
        every_sample().iter().map(|page| page.template.to_owned()).collect();
    let present: BTreeSet<_> = Views::page_templates().collect();
    assert_eq!(rendered, present);
}

#[test]
fn every_page_has_one_script_client_one_meta_tag_and_one_heading() {
    for page in every_sample() {
        for once in
            ["<h1", "<title>", "<meta name=\"neon-auth-url\"", "src=\"/static/js/neon-auth."]
        {
            let count = page.html.matches(once).count();
            assert_eq!(count, 1, "{} has {count} × {once}", page.template);
        }
    }
}

#[test]
fn no_page_needs_an_exception_from_the_content_security_policy() {
    for page in every_sample() {
        for tag in tags(&page.html) {
            assert!(!tag.starts_with("<style"), "{}: {tag}", page.template);
            assert!(
                !tag.starts_with("<script") || tag.contains(" src=\""),
                "{}: {tag}",
                page.template
            );
            assert!(!has_attribute(&tag, |name| name == "style"), "{}: {tag}", page.template);
            assert!(
                !has_attribute(&tag, |name| name.starts_with("on")),
                "{}: {tag}",
                page.template
            );
        }
    }
}

#[test]
fn every_id_is_unique_and_every_reference_to_one_is_met() {
    for page in every_sample() {
        let ids = values(&page.html, "id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{} repeats an id: {ids:?}", page.template);
        let labels = values(&page.html, "for").into_iter();
        let described = values(&page.html, "aria-describedby").into_iter();
        let labelled = values(&page.html, "aria-labelledby").into_iter();
        let jumps = values(&page.html, "href").into_iter();
        let jumps = jumps.filter_map(|href| href.strip_prefix('#').map(str::to_owned));
        for id in labels.chain(described).chain(labelled).chain(jumps).flat_map(|list| words(&list))
        {
            assert!(unique.contains(&id), "{} refers to #{id}", page.template);
        }
    }
}

#[test]
fn every_link_and_form_leads_to_a_route() {
    for page in every_sample() {
        for tag in tags(&page.html) {
            let (method, address) = match values(&tag, "href").pop() {
                Some(href) => (Method::GET, href),
                None => match (values(&tag, "action").pop(), values(&tag, "formaction").pop()) {
                    (Some(action), _) => (form_method(&tag), action),
                    (None, Some(action)) => (Method::POST, action),
                    (None, None) => continue,
                },
            };
            if address.starts_with('/') {
                let path = address.split(['?', '#']).next().unwrap();
                let known = table().any(|row| {
                    row.method.as_ref() == Some(&method)
                        && ResourceDef::new(row.path).is_match(path)
                });
                assert!(known, "{}: nothing answers {method} {address}", page.template);
            }
        }
    }
}

fn form_method(tag: &str) -> Method {
    if values(tag, "method") == ["post"] { Method::POST } else { Method::GET }
}

/// The fields that need no keeping: one-time secrets, and what is chosen and not written.
const NOT_WRITTEN: [&str; 4] = ["code", "expires", "due", "due_on"];

/// A form that is refused as a whole shows what was written into it.
#[test]
fn what_people_write_into_an_organizations_forms_is_kept_when_they_are_refused() {
    let kept: Vec<_> = Draft::FIELDS.iter().map(|(name, _)| *name).collect();
    let mut written = BTreeSet::new();
    for page in every_sample() {
        let mut is_kept = false;
        for tag in tags(&page.html) {
            if tag.starts_with("<form") {
                let action = values(&tag, "action").pop().unwrap_or_default();
                is_kept = form_method(&tag) == Method::POST && action.starts_with("/o/");
            }
            let is_line = tag.starts_with("<textarea")
                || (tag.starts_with("<input") && values(&tag, "type").iter().all(|it| is_text(it)));
            if let Some(name) = values(&tag, "name").pop().filter(|_| is_kept && is_line) {
                let is_known = kept.contains(&&*name) || NOT_WRITTEN.contains(&&*name);
                assert!(is_known, "{}: a refused form loses {name}", page.template);
                written.insert(name);
            }
        }
    }
    assert!(written.contains("title") && written.contains("email"), "{written:?}");
}

fn is_text(kind: &str) -> bool {
    !["hidden", "radio", "checkbox", "file", "submit", "password"].contains(&kind)
}

/// Browsers silently cut a longer password, and the account would get the rest. The
/// longest allowed password has 256 characters of two code units each.
#[test]
fn no_password_is_cut_by_the_browser() {
    for page in every_sample() {
        for tag in tags(&page.html).iter().filter(|tag| tag.contains(r#"type="password""#)) {
            assert_eq!(values(tag, "maxlength"), ["512"], "{}: {tag}", page.template);
        }
    }
}

#[test]
fn no_template_switches_escaping_off() {
    for (path, source) in sources(&template_folder()) {
        for forbidden in ["| safe", "|safe", "style=", "<style"] {
            let mail = path.contains("/mail/") && forbidden.contains("style");
            assert!(mail || !source.contains(forbidden), "{path} contains {forbidden}");
        }
    }
}

#[test]
fn a_page_is_the_same_bytes_each_time() {
    let (first, again) = (every_sample(), every_sample());
    for (page, again) in first.iter().zip(&again) {
        assert!(page.html == again.html, "{} differs from one time to the next", page.template);
    }
}

#[test]
fn every_page_renders_in_every_language() {
    for language in Language::ALL.into_iter().chain(Language::PSEUDO) {
        let tag = format!("<html lang=\"{}\"", language.tag());
        for page in every_sample_in(language) {
            assert!(page.html.contains(&tag), "{} isn’t in {language:?}", page.template);
            assert!(!page.html.contains("[["), "{} names a text", page.template);
        }
    }
}

#[test]
fn components_in_the_place_of_their_calls_give_the_same_bytes() {
    for language in Language::ALL {
        let views = (Views::with_calls(language).unwrap(), language);
        let called = locale::saying(language, || every_sample_of(views));
        let expanded = every_sample_in(language);
        assert_eq!(called.len(), expanded.len());
        for (called, expanded) in called.iter().zip(&expanded) {
            let mut lines = called.html.lines().zip(expanded.html.lines());
            let other = lines.find(|(called, expanded)| called != expanded);
            assert_eq!(other, None, "{}", called.template);
            assert_eq!(called.html.len(), expanded.html.len(), "{}", called.template);
        }
    }
}

fn every_sample() -> Vec<Rendered> {
    every_sample_in(Language::English)
}

/// The samples have texts of their own, which are said as they are made.
fn every_sample_in(language: Language) -> Vec<Rendered> {
    locale::saying(language, || every_sample_of((Views::load().unwrap(), language)))
}

fn every_sample_of(views: (Views, Language)) -> Vec<Rendered> {
    let mut all = Vec::new();
    add::<pages::account::profile::AccountProfilePage>(&views, &mut all);
    add::<pages::account::activity::AccountActivityPage>(&views, &mut all);
    add::<pages::account::closing::AccountClosingPage>(&views, &mut all);
    add::<pages::account::deletion::AccountDeletePage>(&views, &mut all);
    add::<pages::account::email::AccountEmailPage>(&views, &mut all);
    add::<pages::account::security::AccountSecurityPage>(&views, &mut all);
    add::<pages::account::organizations::AccountOrganizationsPage>(&views, &mut all);
    add::<pages::account::first_password::AccountFirstPasswordPage>(&views, &mut all);
    add::<pages::auth::by_mail::magic_link_request::MagicLinkRequestPage>(&views, &mut all);
    add::<pages::api_docs::ApiDocsPage>(&views, &mut all);
    add::<pages::auth::callback::CallbackPage>(&views, &mut all);
    add::<pages::auth::step_up::StepUpPage>(&views, &mut all);
    add::<pages::organization::dashboard::DashboardPage>(&views, &mut all);
    add::<pages::dev::sign_in_log::SignInLogPage>(&views, &mut all);
    add::<crate::web::ui::error_page::ErrorPage>(&views, &mut all);
    add::<pages::auth::by_mail::forgot_password::ForgotPasswordPage>(&views, &mut all);
    add::<pages::invitation::InvitationPage>(&views, &mut all);
    add::<pages::landing::LandingPage>(&views, &mut all);
    add::<pages::auth::login::LoginPage>(&views, &mut all);
    add::<pages::auth::logout::LogoutPage>(&views, &mut all);
    add::<pages::auth::by_mail::magic_link::MagicLinkPage>(&views, &mut all);
    add::<pages::dev::components::ComponentsPage>(&views, &mut all);
    add::<pages::dev::mailbox::MailboxPage>(&views, &mut all);
    add::<pages::organization::invitations::InvitationsPage>(&views, &mut all);
    add::<pages::organization::members::MembersPage>(&views, &mut all);
    add::<pages::organization::people::bulk::MembersBulkPage>(&views, &mut all);
    add::<pages::organization::people::leaving::LeavingPage>(&views, &mut all);
    add::<pages::organization::people::removal::MemberRemovalPage>(&views, &mut all);
    add::<pages::organization::people::role::MemberRolePage>(&views, &mut all);
    add::<pages::join::JoinPage>(&views, &mut all);
    add::<pages::organization::joining::access::AccessPage>(&views, &mut all);
    add::<pages::organization::joining::join_link::JoinLinkPage>(&views, &mut all);
    add::<pages::organization::people::suspension::MemberSuspensionPage>(&views, &mut all);
    add::<pages::organization::joining::domain::DomainPage>(&views, &mut all);
    add::<pages::organization::joining::requests::JoinRequestsPage>(&views, &mut all);
    add::<pages::onboarding::no_organization::NoOrganizationPage>(&views, &mut all);
    add::<pages::onboarding::register::RegisterOrganizationPage>(&views, &mut all);
    add::<pages::auth::by_mail::reset_link::ResetLinkPage>(&views, &mut all);
    add::<pages::auth::by_mail::reset_password::ResetPasswordPage>(&views, &mut all);
    add::<pages::onboarding::select::SelectTenantPage>(&views, &mut all);
    add::<pages::auth::social::SocialPage>(&views, &mut all);
    add::<pages::onboarding::suspended_memberships::SuspendedLeavingPage>(&views, &mut all);
    add::<pages::onboarding::restoration::RestorationPage>(&views, &mut all);
    add::<pages::organization::search::SearchPage>(&views, &mut all);
    add::<pages::organization::welcome::WelcomePage>(&views, &mut all);
    add::<pages::organization::settings::danger::DangerPage>(&views, &mut all);
    add::<pages::organization::settings::delete_organization::DeleteOrganizationPage>(
        &views, &mut all,
    );
    add::<pages::organization::ownership_transfer::OwnershipTransferPage>(&views, &mut all);
    add::<pages::organization::settings::transfer::TransferPage>(&views, &mut all);
    add::<pages::organization::settings::general::SettingsPage>(&views, &mut all);
    add::<pages::organization::insights::InsightsPage>(&views, &mut all);
    add::<pages::organization::todos::list::TodosPage>(&views, &mut all);
    add::<pages::organization::todos::todo::TodoPage>(&views, &mut all);
    add::<pages::organization::todos::form::TodoFormPage>(&views, &mut all);
    add::<pages::organization::history::HistoryPage>(&views, &mut all);
    add::<pages::organization::history::event::HistoryEventPage>(&views, &mut all);
    add::<pages::auth::by_mail::undo_email_change::UndoEmailChangePage>(&views, &mut all);
    add::<pages::auth::by_mail::verify_email::VerifyEmailPage>(&views, &mut all);
    add::<pages::auth::by_mail::verify_link::VerifyLinkPage>(&views, &mut all);
    all
}

fn add<P: Samples>((views, language): &(Views, Language), all: &mut Vec<Rendered>) {
    for sample in P::samples() {
        let html = views.render(*language, &sample);
        let html = html.unwrap_or_else(|error| panic!("{}: {error}", P::TEMPLATE));
        all.push(Rendered { template: P::TEMPLATE, html });
    }
}
