//! Every route of the program.

use actix_web::{
    Route,
    dev::HttpServiceFactory,
    guard as when,
    web::{ServiceConfig, delete, patch, post, route, scope},
};

use super::{
    api::v1::{self, only},
    assets, auth_api, media, openapi, ops,
    pages::{
        account, account_activity, account_closing, account_delete, account_email,
        account_first_password, account_methods, account_organizations, account_password, api_docs,
        ask_magic_link, callback, confirm, dashboard, debug, forgot_password, invitation, landing,
        login, logout, magic_link, mailbox, member_invitations, members, no_organization,
        register_organization, reset_link, reset_password, select_tenant, sign_up, social,
        todo_changes, todos, undo_email_change, verify_email, verify_link,
    },
    spelling,
};

use crate::config::ServerConfig;

/// Whoever may GET a page may ask for its head (RFC 9110 §9.3.2).
fn get() -> Route {
    route().guard(when::Any(when::Get()).or(when::Head()))
}

/// Everything that is answered without the session cookie being read.
pub fn open(routes: &mut ServiceConfig) {
    routes
        .route("/healthz", get().to(ops::healthz))
        .route("/readyz", get().to(ops::readyz))
        .route("/static/{file:.*}", get().to(assets::serve));
}

/// Everything else; development adds the mailbox and the record of sign-ins.
pub fn with_session(routes: &mut ServiceConfig, server: &ServerConfig) {
    let json = || when::fn_guard(|request| media::is_json(request.head().headers()));
    routes
        .route("/", get().to(landing::show))
        .route("/.well-known/change-password", get().to(spelling::change_password))
        // Addresses without a variable part are found faster and stand first.
        .service(api_v1())
        .service(
            scope("/auth")
                .route("/login", get().to(login::show))
                .route("/login", post().to(login::create))
                .route("/sign-up", post().to(sign_up::create))
                .route("/verify-email", get().to(verify_email::show))
                .route("/verify-email", post().guard(json()).to(auth_api::passing::verify_email))
                .route("/verify-email", post().to(verify_email::create))
                .route("/verify-email/link", post().to(verify_link::create))
                .route("/verify-email/resend", post().to(verify_email::resend))
                .route("/forgot-password", get().to(forgot_password::show))
                .route(
                    "/forgot-password",
                    post().guard(json()).to(auth_api::passing::forgot_password),
                )
                .route("/forgot-password", post().to(forgot_password::create))
                .route("/reset-password", get().to(reset_password::show))
                .route("/reset-password", post().to(reset_password::create))
                .route("/reset-password/link", post().to(reset_link::create))
                .route("/magic-link", get().to(magic_link::show))
                .route("/magic-link", post().to(ask_magic_link::create))
                .route("/magic-link/session", post().to(magic_link::create))
                .route("/social/{provider}", post().to(social::create))
                .route("/confirm", get().to(confirm::show))
                .route("/confirm", post().to(confirm::create))
                .route("/confirm/code", post().to(confirm::send))
                .route("/undo-email-change/{token}", get().to(undo_email_change::show))
                .route("/undo-email-change/{token}", post().to(undo_email_change::create))
                .route("/callback", get().to(callback::show))
                .route("/neon-callback", post().to(auth_api::neon_callback::create))
                .route("/logout", get().to(logout::show))
                .route("/logout", post().to(logout::create))
                .route("/no-organization", get().to(no_organization::show))
                .route("/register-organization", get().to(register_organization::show))
                .route("/register-organization", post().to(register_organization::create))
                .route("/select-tenant", get().to(select_tenant::show))
                .route("/select-tenant", post().to(select_tenant::create)),
        )
        .route("/dashboard", get().to(dashboard::enter))
        .service(organization())
        .route("/invitations/{token}", get().to(invitation::show))
        .route("/invitations/{token}/acceptance", post().to(invitation::accept))
        .service(
            scope("/account")
                .route("", get().to(account::show))
                .route("", post().to(account::rename))
                .route("/sessions/delete", post().to(account::end_other_sessions))
                .route("/sessions/{id}/delete", post().to(account::end_session))
                .route("/password", get().to(account_password::show))
                .route("/password", post().to(account_password::change))
                .route("/password/new", get().to(account_first_password::show))
                .route("/password/new", post().to(account_first_password::create))
                .route("/email", get().to(account_email::show))
                .route("/email", post().to(account_email::ask))
                .route("/email/confirmation", get().to(account_email::confirmation))
                .route("/email/confirmation", post().to(account_email::confirm))
                .route("/methods", get().to(account_methods::show))
                .route("/methods/{provider}", post().to(account_methods::add))
                .route("/methods/{id}/delete", post().to(account_methods::delete))
                .route("/activity", get().to(account_activity::show))
                .route("/export", post().to(account_delete::export))
                .route("/delete", get().to(account_delete::show))
                .route("/delete", post().to(account_delete::delete))
                .route("/closing", get().to(account_closing::show))
                .route("/closing/delete", post().to(account_closing::cancel))
                .route("/organizations", get().to(account_organizations::show))
                .route("/organizations/default", post().to(account_organizations::set_default)),
        )
        .route("/api/openapi.json", get().to(openapi::show))
        .route("/api/docs", get().to(api_docs::show))
        .route("/api/auth/me", get().to(auth_api::me::show))
        .route("/api/auth/verify-token", post().to(auth_api::me::verify))
        .route("/api/auth/callback/{site}", get().to(auth_api::social_callback::show))
        // Named, so that the log has the pattern instead of the secret.
        .route("/api/auth/reset-password/{token}", route().to(auth_api::wire::call))
        .route("/api/auth/error", get().to(auth_api::social_callback::refused))
        .route("/api/auth/{path:.*}", route().to(auth_api::wire::call));
    if !server.environment.is_production() {
        routes
            .route("/dev/mailbox", get().to(mailbox::show))
            .route("/dev/debug", get().to(debug::show));
    }
}

/// The pages of an organization.
fn organization() -> impl HttpServiceFactory + 'static {
    scope("/o/{slug}")
        .route("/dashboard", get().to(dashboard::show))
        .route("/todos", get().to(todos::show))
        .route("/todos", post().to(todo_changes::create))
        .route("/todos/{id}", post().to(todo_changes::update))
        .route("/todos/{id}/edit", get().to(todo_changes::edit))
        .route("/todos/{id}/completion", post().to(todo_changes::complete))
        .route("/todos/{id}/completion/delete", post().to(todo_changes::reopen))
        .route("/todos/{id}/sharing", post().to(todo_changes::share))
        .route("/todos/{id}/sharing/delete", post().to(todo_changes::unshare))
        .route("/todos/{id}/delete", post().to(todo_changes::delete))
        .route("/members", get().to(members::show))
        .route("/invitations", post().to(member_invitations::create))
        .route("/invitations/{id}/delete", post().to(member_invitations::cancel))
}

/// JSON for programs; the last row of a path answers the methods it does not take.
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
