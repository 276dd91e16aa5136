//! Each route that writes is counted, or costs more for a reason.

use std::collections::BTreeSet;

use reqwest::Method;

use super::{account, entering, inviting, joining, members, own, ownership, settings, todos};
use crate::harness::routes;

/// The routes that the tests of this folder count.
const COUNTED: [&[&str]; 13] = [
    &account::ACCOUNT,
    &account::SESSIONS,
    &entering::ENTERED,
    &inviting::CHANGED,
    &inviting::ANSWERED,
    &joining::LINKS,
    &joining::DOMAINS,
    &joining::REQUESTS,
    &members::MEMBERS,
    &own::OWN,
    &ownership::TRANSFERS,
    &settings::SETTINGS,
    &todos::TODOS,
];

const LIMITED: &str = "3: whether the mail is within its limits is answered first";

const ASKED: &str = "3: whether the person may ask once more today is answered first";

const HASHES: &str = "hashes a password";

const PROVIDER: &str = "asks the provider";

/// The routes that cost more than two round trips, and why; those that say how many are counted,
/// too.
const MORE: [(&str, &str); 62] = [
    ("POST /o/{slug}/invitations", LIMITED),
    ("POST /api/v1/tenants/{slug}/invitations", LIMITED),
    ("POST /o/{slug}/invitations/{id}/resend", LIMITED),
    ("POST /api/v1/tenants/{slug}/invitations/{id}/resend", LIMITED),
    ("POST /o/{slug}/settings/transfer", LIMITED),
    ("POST /api/v1/tenants/{slug}/ownership-transfers", LIMITED),
    (
        "POST /o/{slug}/invitations/{id}/link",
        "3: the page that shows the link is read under the lock",
    ),
    ("POST /o/{slug}/members/bulk", "3: the page is read under the lock"),
    (
        "POST /invitations/{token}/decline",
        "3: nobody has to be signed in, so that the caller is looked up first",
    ),
    (
        "POST /api/v1/invitations/{token}/decline",
        "3: nobody has to be signed in, so that the caller is looked up first",
    ),
    ("POST /o/{slug}/settings/address", "how often it was changed is counted first"),
    ("POST /o/{slug}/settings/export", "how often is counted first"),
    ("POST /o/{slug}/settings/deletion", "counts, and then reads whom to tell by mail"),
    ("DELETE /api/v1/tenants/{slug}", "counts, and then reads whom to tell by mail"),
    (
        "POST /account/organizations/{slug}/restoration",
        "reads whom to tell by mail in the restored organization",
    ),
    (
        "POST /api/v1/tenants/{slug}/restoration",
        "reads whom to tell by mail in the restored organization",
    ),
    ("POST /auth/register-organization", "how often is counted first"),
    ("POST /api/v1/tenants", "how often is counted first"),
    ("POST /account/picture", "counts and commits, and decodes the picture without a connection"),
    (
        "POST /o/{slug}/settings/logo",
        "counts and commits, and decodes the picture without a connection",
    ),
    (
        "PUT /api/v1/tenants/{slug}/logo",
        "counts and commits, and decodes the picture without a connection",
    ),
    (
        "POST /o/{slug}/settings/access/domains/{id}/record",
        "counts and commits, and asks DNS servers without a connection",
    ),
    (
        "POST /o/{slug}/settings/access/domains/{id}/code",
        "whether the mail is within its limits is answered first",
    ),
    (
        "POST /api/v1/tenants/{slug}/domains/{id}/code",
        "whether the mail is within its limits is answered first",
    ),
    (
        "POST /o/{slug}/settings/access/domains/{id}/verification",
        "counts the try of the code first",
    ),
    (
        "POST /api/v1/tenants/{slug}/domains/{id}/verification",
        "counts the try of the code first, or asks DNS servers",
    ),
    ("POST /join/{token}/request", ASKED),
    ("POST /api/v1/join-links/{token}/request", ASKED),
    ("POST /account/organizations/offers/{id}/request", ASKED),
    ("POST /api/v1/me/organization-offers/{id}/request", ASKED),
    (
        "POST /account/closing/delete",
        "is for who may do nothing else, so that the caller is looked up first",
    ),
    ("POST /account/delete", "looks into each organization that the person alone owns"),
    ("POST /account/export", "asks the provider, and reads page by page"),
    ("POST /account/email", PROVIDER),
    ("POST /account/email/confirmation", PROVIDER),
    ("POST /account/methods/{id}/delete", PROVIDER),
    ("POST /account/methods/{provider}", PROVIDER),
    ("POST /account/password", HASHES),
    ("POST /account/password/new", HASHES),
    ("POST /invitations/{token}/account", HASHES),
    ("POST /auth/login", HASHES),
    ("POST /auth/sign-up", HASHES),
    ("POST /auth/reset-password", HASHES),
    ("POST /auth/reset-password/link", HASHES),
    ("POST /auth/confirm", HASHES),
    ("POST /auth/verify-email/link", PROVIDER),
    ("POST /api/v1/auth/signin", HASHES),
    ("POST /api/v1/auth/signup", HASHES),
    ("POST /auth/confirm/code", PROVIDER),
    ("POST /auth/forgot-password", PROVIDER),
    ("POST /auth/magic-link", PROVIDER),
    ("POST /auth/magic-link/session", PROVIDER),
    ("POST /auth/social/{provider}", PROVIDER),
    ("POST /auth/undo-email-change/{token}", PROVIDER),
    ("POST /auth/verify-email", PROVIDER),
    ("POST /auth/verify-email/resend", PROVIDER),
    ("POST /auth/logout", PROVIDER),
    ("POST /auth/neon-callback", PROVIDER),
    ("POST /api/v1/auth/signout", PROVIDER),
    ("POST /auth/session", "writes nothing: the guard extends the session"),
    ("POST /api/v1/auth/verify-token", "writes nothing"),
    ("POST /api/auth/verify-token", "writes nothing"),
];

/// Whether a route costs that many round trips for a reason.
pub(super) fn costs(route: &str, trips: usize) -> bool {
    MORE.iter().any(|(more, why)| *more == route && why.starts_with(&format!("{trips}: ")))
}

/// Returns the route that answers a path, the one with the most fixed segments.
pub(super) fn route_of(method: &Method, path: &str) -> String {
    let fits = |route: &str| {
        let (of_route, of_path) = (route.split('/'), path.split('/'));
        of_route.clone().count() == of_path.clone().count()
            && of_route.zip(of_path).all(|(one, other)| one == other || one.starts_with('{'))
    };
    let all = routes().into_iter().filter(|(of, route)| of == method && fits(route));
    let (_, route) = all.min_by_key(|(_, route)| route.matches('{').count()).unwrap();
    format!("{method} {route}")
}

#[test]
fn each_route_that_writes_is_counted_or_costs_more_for_a_reason() {
    let counted: BTreeSet<&str> = COUNTED.into_iter().flatten().copied().collect();
    let more: BTreeSet<&str> = MORE.into_iter().map(|(route, _)| route).collect();
    let both: Vec<_> = counted.intersection(&more).collect();
    assert!(both.is_empty(), "counted, but in MORE: {both:#?}");
    let listed: BTreeSet<&str> = counted.union(&more).copied().collect();
    let writing = routes().into_iter().filter(|(method, _)| method != Method::GET);
    let writing: BTreeSet<String> =
        writing.map(|(method, route)| format!("{method} {route}")).collect();
    let writing: BTreeSet<&str> = writing.iter().map(String::as_str).collect();
    let missing: Vec<_> = writing.difference(&listed).collect();
    assert!(missing.is_empty(), "count them, or say in MORE why they cost more: {missing:#?}");
    let gone: Vec<_> = listed.difference(&writing).collect();
    assert!(gone.is_empty(), "no routes: {gone:#?}");
}
