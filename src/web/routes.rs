//! Every route of the program.

use actix_web::{
    HttpResponse,
    guard::Header,
    web::{ServiceConfig, get, post, route, scope},
};

use super::{
    assets, auth_api,
    error::AppError,
    guard::Anyone,
    ops,
    pages::{
        account, account_organizations, callback, dashboard, forgot_password, invitation, landing,
        login, logout, mailbox, members, no_organization, register_organization, reset_password,
        select_tenant, todo_changes, todos, verify_email,
    },
};

/// Everything that is answered without the session cookie being read.
pub fn open(routes: &mut ServiceConfig) {
    routes
        .route("/healthz", get().to(ops::healthz))
        .route("/readyz", get().to(ops::readyz))
        .route("/static/{file:.*}", get().to(assets::serve));
}

/// Everything else; `development` adds the mailbox.
pub fn with_session(routes: &mut ServiceConfig, development: bool) {
    let json = || Header("content-type", "application/json");
    routes
        .route("/", get().to(landing::show))
        .service(
            scope("/auth")
                .route("/login", get().to(login::show))
                .route("/login", post().to(login::create))
                .route("/sign-up", post().to(login::sign_up))
                .route("/verify-email", get().to(verify_email::show))
                .route("/verify-email", post().guard(json()).to(auth_api::passing::verify_email))
                .route("/verify-email", post().to(verify_email::create))
                .route("/verify-email/resend", post().to(verify_email::resend))
                .route("/forgot-password", get().to(forgot_password::show))
                .route(
                    "/forgot-password",
                    post().guard(json()).to(auth_api::passing::forgot_password),
                )
                .route("/forgot-password", post().to(forgot_password::create))
                .route("/reset-password", get().to(reset_password::show))
                .route("/reset-password", post().to(reset_password::create))
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
        .service(
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
                .route("/invitations", post().to(members::create))
                .route("/invitations/{id}/delete", post().to(members::cancel)),
        )
        .route("/invitations/{token}", get().to(invitation::show))
        .route("/invitations/{token}/acceptance", post().to(invitation::accept))
        .service(
            scope("/account")
                .route("", get().to(account::show))
                .route("", post().to(account::rename))
                .route("/sessions/delete", post().to(account::end_other_sessions))
                .route("/sessions/{id}/delete", post().to(account::end_session))
                .route("/organizations", get().to(account_organizations::show))
                .route("/organizations/default", post().to(account_organizations::set_default)),
        )
        .route("/api/auth/{path:.*}", route().to(auth_api::wire::call));
    if development {
        routes.route("/dev/mailbox", get().to(mailbox::show));
    }
}

/// What matches nothing.
pub async fn nothing(_: Anyone) -> Result<HttpResponse, AppError> {
    Err(AppError::NotFound)
}
