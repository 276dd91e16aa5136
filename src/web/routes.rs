//! Every route of the program.

use actix_web::{
    Route,
    dev::HttpServiceFactory,
    guard as when,
    web::{ServiceConfig, delete, patch, post, route, scope},
};

use super::{
    api::{
        openapi,
        v1::{self, only},
    },
    better_auth, health,
    middleware::canonical_url,
    pages::{
        account::{
            activity, closing, deletion, email, first_password, methods, organizations, overview,
            password,
        },
        api_docs,
        auth::{
            by_mail::{
                forgot_password, magic_link, magic_link_request, reset_link, reset_password,
                undo_email_change, verify_email, verify_link,
            },
            callback, login, logout, sign_up, social, step_up,
        },
        dev::{mailbox, sign_in_log},
        invitation, landing,
        onboarding::{no_organization, register, select},
        organization::{dashboard, invitations, members, todo_actions, todos},
    },
    request::media_type,
    static_files,
};
use crate::config::ServerConfig;

/// A page that answers GET also answers HEAD (RFC 9110 §9.3.2).
fn get() -> Route {
    route().guard(when::Any(when::Get()).or(when::Head()))
}

/// Whether a script sends the request, and wants JSON back.
fn json() -> impl when::Guard {
    when::fn_guard(|request| media_type::is_json(request.head().headers()))
}

/// Adds the routes that don't read the session cookie.
pub fn open(routes: &mut ServiceConfig) {
    routes
        .route("/healthz", get().to(health::healthz))
        .route("/readyz", get().to(health::readyz))
        .route("/static/{file:.*}", get().to(static_files::serve));
}

/// Adds all other routes; development also has the mailbox and the sign-in log.
pub fn with_session(routes: &mut ServiceConfig, server: &ServerConfig) {
    routes
        .route("/", get().to(landing::show))
        .route("/.well-known/change-password", get().to(canonical_url::change_password))
        // Addresses without a variable part are found faster, so they come first.
        .service(api_v1())
        .service(auth())
        .route("/dashboard", get().to(dashboard::enter))
        .service(organization())
        .route("/invitations/{token}", get().to(invitation::show))
        .route("/invitations/{token}/acceptance", post().to(invitation::accept))
        .service(account())
        .route("/api/openapi.json", get().to(openapi::show))
        .route("/api/docs", get().to(api_docs::show))
        .route("/api/auth/me", get().to(better_auth::me::show))
        .route("/api/auth/verify-token", post().to(better_auth::me::verify))
        .route("/api/auth/callback/{site}", get().to(better_auth::social_callback::show))
        // Its own route, so that the log shows the pattern instead of the secret.
        .route("/api/auth/reset-password/{token}", route().to(better_auth::passthrough::call))
        .route("/api/auth/error", get().to(better_auth::social_callback::refused))
        .route("/api/auth/{path:.*}", route().to(better_auth::passthrough::call));
    if !server.environment.is_production() {
        routes
            .route("/dev/mailbox", get().to(mailbox::show))
            .route("/dev/debug", get().to(sign_in_log::show));
    }
}

/// Signing up, in and out, and what codes and links by mail lead to.
fn auth() -> impl HttpServiceFactory + 'static {
    scope("/auth")
        .route("/login", get().to(login::show))
        .route("/login", post().to(login::create))
        .route("/sign-up", post().to(sign_up::create))
        .route("/verify-email", get().to(verify_email::show))
        .route("/verify-email", post().guard(json()).to(better_auth::json_forms::verify_email))
        .route("/verify-email", post().to(verify_email::create))
        .route("/verify-email/link", post().to(verify_link::create))
        .route("/verify-email/resend", post().to(verify_email::resend))
        .route("/forgot-password", get().to(forgot_password::show))
        .route(
            "/forgot-password",
            post().guard(json()).to(better_auth::json_forms::forgot_password),
        )
        .route("/forgot-password", post().to(forgot_password::create))
        .route("/reset-password", get().to(reset_password::show))
        .route("/reset-password", post().to(reset_password::create))
        .route("/reset-password/link", post().to(reset_link::create))
        .route("/magic-link", get().to(magic_link::show))
        .route("/magic-link", post().to(magic_link_request::create))
        .route("/magic-link/session", post().to(magic_link::create))
        .route("/social/{provider}", post().to(social::create))
        .route("/confirm", get().to(step_up::show))
        .route("/confirm", post().to(step_up::create))
        .route("/confirm/code", post().to(step_up::send))
        .route("/undo-email-change/{token}", get().to(undo_email_change::show))
        .route("/undo-email-change/{token}", post().to(undo_email_change::create))
        .route("/callback", get().to(callback::show))
        .route("/neon-callback", post().to(better_auth::neon_callback::create))
        .route("/logout", get().to(logout::show))
        .route("/logout", post().to(logout::create))
        .route("/no-organization", get().to(no_organization::show))
        .route("/register-organization", get().to(register::show))
        .route("/register-organization", post().to(register::create))
        .route("/select-tenant", get().to(select::show))
        .route("/select-tenant", post().to(select::create))
}

/// The pages of a person's own account.
fn account() -> impl HttpServiceFactory + 'static {
    scope("/account")
        .route("", get().to(overview::show))
        .route("", post().to(overview::rename))
        .route("/sessions/delete", post().to(overview::end_other_sessions))
        .route("/sessions/{id}/delete", post().to(overview::end_session))
        .route("/password", get().to(password::show))
        .route("/password", post().to(password::change))
        .route("/password/new", get().to(first_password::show))
        .route("/password/new", post().to(first_password::create))
        .route("/email", get().to(email::show))
        .route("/email", post().to(email::ask))
        .route("/email/confirmation", get().to(email::confirmation))
        .route("/email/confirmation", post().to(email::confirm))
        .route("/methods", get().to(methods::show))
        .route("/methods/{provider}", post().to(methods::add))
        .route("/methods/{id}/delete", post().to(methods::delete))
        .route("/activity", get().to(activity::show))
        .route("/export", post().to(deletion::export))
        .route("/delete", get().to(deletion::show))
        .route("/delete", post().to(deletion::delete))
        .route("/closing", get().to(closing::show))
        .route("/closing/delete", post().to(closing::cancel))
        .route("/organizations", get().to(organizations::show))
        .route("/organizations/default", post().to(organizations::set_default))
}

/// The pages of an organization.
fn organization() -> impl HttpServiceFactory + 'static {
    scope("/o/{slug}")
        .route("/dashboard", get().to(dashboard::show))
        .route("/todos", get().to(todos::show))
        .route("/todos", post().to(todo_actions::create))
        .route("/todos/{id}", post().to(todo_actions::update))
        .route("/todos/{id}/edit", get().to(todo_actions::edit))
        .route("/todos/{id}/completion", post().to(todo_actions::complete))
        .route("/todos/{id}/completion/delete", post().to(todo_actions::reopen))
        .route("/todos/{id}/sharing", post().to(todo_actions::share))
        .route("/todos/{id}/sharing/delete", post().to(todo_actions::unshare))
        .route("/todos/{id}/delete", post().to(todo_actions::delete))
        .route("/members", get().to(members::show))
        .route("/invitations", post().to(invitations::create))
        .route("/invitations/{id}/delete", post().to(invitations::cancel))
}

/// JSON for programs; the last row of a path answers unsupported methods.
fn api_v1() -> impl HttpServiceFactory + 'static {
    scope("/api/v1")
        .route("/auth/signup", post().to(v1::auth::signup))
        .route("/auth/signup", only("POST"))
        .route("/auth/signin", post().to(v1::auth::signin))
        .route("/auth/signin", only("POST"))
        .route("/auth/signout", post().to(v1::auth::signout))
        .route("/auth/signout", only("POST"))
        .route("/auth/session", get().to(v1::auth::session))
        .route("/auth/session", only("GET"))
        .route("/auth/me", get().to(v1::auth::me))
        .route("/auth/me", only("GET"))
        .route("/auth/verify-token", post().to(v1::verify_token::create))
        .route("/auth/verify-token", only("POST"))
        .route("/tenants", get().to(v1::tenants::list))
        .route("/tenants", post().to(v1::tenants::create))
        .route("/tenants", only("GET, POST"))
        .service(
            scope("/tenants/{slug}")
                .route("", get().to(v1::tenants::show))
                .route("", only("GET"))
                .route("/members", get().to(v1::members::list))
                .route("/members", only("GET"))
                .route("/invitations", get().to(v1::invitations::list))
                .route("/invitations", post().to(v1::invitations::create))
                .route("/invitations", only("GET, POST"))
                .route("/invitations/{id}", delete().to(v1::invitations::delete))
                .route("/invitations/{id}", only("DELETE"))
                .route("/todos", get().to(v1::todos::list))
                .route("/todos", post().to(v1::todos::create))
                .route("/todos", only("GET, POST"))
                .route("/todos/{id}", get().to(v1::todos::show))
                .route("/todos/{id}", patch().to(v1::todos::update))
                .route("/todos/{id}", delete().to(v1::todos::delete))
                .route("/todos/{id}", only("GET, PATCH, DELETE"))
                .route("/audit-events", get().to(v1::audit_events::list))
                .route("/audit-events", only("GET")),
        )
}
