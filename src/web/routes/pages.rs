//! The routes of pages and their forms.

use actix_web::guard;

use super::Scope;
use crate::web::{
    better_auth, health,
    middleware::canonical_url,
    pages::{
        account::{
            activity, closing, deletion, email, first_password, methods, organizations, password,
            profile, security, sessions,
        },
        api_docs,
        auth::{
            by_mail::{
                forgot_password, magic_link, magic_link_request, reset_link, reset_password,
                undo_email_change, verify_email, verify_link,
            },
            callback, login, logout, session, sign_up, social, step_up,
        },
        dev::{components, mailbox, sign_in_log},
        invitation, join, landing, logo,
        onboarding::{
            no_organization, offers, register, restoration, select, suspended_memberships,
        },
        organization::{
            dashboard, history, insights, invitations,
            joining::{access, domain, domains, join_link, requests},
            members, ownership_transfer, people, search,
            settings::{danger, delete_organization, export, general, look, transfer},
            todos, welcome,
        },
    },
    request::media_type,
    static_files,
};

/// Whether a script sends the request, and wants JSON back.
fn json() -> impl guard::Guard {
    guard::fn_guard(|request| media_type::is_json(request.head().headers()))
}

/// Routes that don't depend on the caller.
pub(super) const OPEN: Scope = scope!("" {
    GET "/healthz" => health::healthz,
    GET "/readyz" => health::readyz,
    GET "/logos/{digest}" => logo::show,
    GET "/static/{file:.*}" => static_files::serve,
});

pub(super) const TOP: Scope = scope!("" {
    GET "/" => landing::show,
    GET "/.well-known/change-password" => canonical_url::change_password,
    GET "/dashboard" => dashboard::enter,
    GET "/api/docs" => api_docs::show,
    GET "/invitations/{token}" => invitation::show,
    POST "/invitations/{token}/acceptance" => invitation::answers::accept,
    GET "/join/{token}" => join::show,
    POST "/invitations/{token}/decline" => invitation::answers::decline,
    POST "/invitations/{token}/account" => invitation::sign_up::create,
    POST "/join/{token}/acceptance" => join::answers::accept,
    POST "/join/{token}/request" => join::answers::ask,
})
.leading_to_forms();

/// Signing up, in and out, and what codes and links by mail lead to.
pub(super) const AUTH: Scope = scope!("/auth" {
    GET "/login" => login::show,
    POST "/login" => login::create,
    GET "/sign-up" => sign_up::show,
    POST "/sign-up" => sign_up::create,
    GET "/verify-email" => verify_email::show,
    POST "/verify-email" if json => better_auth::json_forms::verify_email,
    POST "/verify-email" => verify_email::create,
    POST "/verify-email/link" => verify_link::create,
    POST "/verify-email/resend" => verify_email::resend,
    GET "/forgot-password" => forgot_password::show,
    POST "/forgot-password" if json => better_auth::json_forms::forgot_password,
    POST "/forgot-password" => forgot_password::create,
    GET "/reset-password" => reset_password::show,
    POST "/reset-password" => reset_password::create,
    POST "/reset-password/link" => reset_link::create,
    GET "/magic-link" => magic_link::show,
    POST "/magic-link" => magic_link_request::create,
    POST "/magic-link/session" => magic_link::create,
    POST "/social/{provider}" => social::create,
    GET "/confirm" => step_up::show,
    POST "/confirm" => step_up::create,
    POST "/confirm/code" => step_up::send,
    POST "/session" => session::extend,
    GET "/undo-email-change/{token}" => undo_email_change::show,
    POST "/undo-email-change/{token}" => undo_email_change::create,
    GET "/callback" => callback::show,
    POST "/neon-callback" => better_auth::neon_callback::create,
    GET "/logout" => logout::show,
    POST "/logout" => logout::create,
    GET "/no-organization" => no_organization::show,
    GET "/register-organization" => register::show,
    POST "/register-organization" => register::create,
    GET "/select-tenant" => select::show,
    POST "/select-tenant" => select::create,
})
.leading_to_forms();

/// The pages of a person's own account.
pub(super) const ACCOUNT: Scope = scope!("/account" {
    GET "" => profile::show,
    POST "" => profile::rename,
    GET "/security" => security::show,
    GET "/sessions" => security::moved,
    POST "/sessions/delete" => sessions::end_others,
    POST "/sessions/{id}/delete" => sessions::end,
    GET "/password" => security::moved,
    POST "/password" => password::change,
    GET "/password/new" => first_password::show,
    POST "/password/new" => first_password::create,
    GET "/email" => email::show,
    POST "/email" => email::ask,
    GET "/email/confirmation" => email::confirmation,
    POST "/email/confirmation" => email::confirm,
    GET "/methods" => security::moved,
    POST "/methods/{provider}" => methods::add,
    POST "/methods/{id}/delete" => methods::delete,
    GET "/activity" => activity::show,
    POST "/export" => deletion::export,
    GET "/delete" => deletion::show,
    POST "/delete" => deletion::delete,
    GET "/closing" => closing::show,
    POST "/closing/delete" => closing::cancel,
    GET "/organizations" => organizations::show,
    POST "/organizations/default" => organizations::set_default,
    GET "/organizations/{slug}/restoration" => restoration::show,
    POST "/organizations/{slug}/restoration" => restoration::restore,
    GET "/organizations/suspended/{id}/leave" => suspended_memberships::show,
    POST "/organizations/suspended/{id}/leave" => suspended_memberships::leave,
    POST "/organizations/requests/{id}/delete" => organizations::withdraw,
    POST "/organizations/offers/{id}/acceptance" => offers::accept,
    POST "/organizations/offers/{id}/request" => offers::ask,
})
.leading_to_forms();

/// The pages of an organization.
pub(super) const ORGANIZATION: Scope = scope!("/o/{slug}" {
    GET "/dashboard" => dashboard::show,
    POST "/dashboard/checklist/delete" => welcome::dismiss,
    GET "/welcome" => welcome::show,
    GET "/insights" => insights::show,
    GET "/search" => search::show,
    GET "/search.json" => search::json,
    GET "/todos" => todos::list::show,
    POST "/todos" => todos::new::create_in_list,
    POST "/todos/completion" => todos::actions::complete_all,
    GET "/todos/new" => todos::new::show,
    POST "/todos/new" => todos::new::create,
    GET "/todos/{id}" => todos::todo::show,
    POST "/todos/{id}" => todos::edit::update,
    GET "/todos/{id}/edit" => todos::edit::show,
    POST "/todos/{id}/completion" => todos::actions::complete,
    POST "/todos/{id}/completion/delete" => todos::actions::reopen,
    POST "/todos/{id}/sharing" => todos::actions::share,
    POST "/todos/{id}/sharing/delete" => todos::actions::unshare,
    POST "/todos/{id}/delete" => todos::actions::delete,
    GET "/members" => members::show,
    GET "/members/bulk" => people::bulk::show,
    POST "/members/bulk" => people::bulk::change,
    GET "/members/{id}/role" => people::role::show,
    POST "/members/{id}/role" => people::role::change,
    GET "/members/{id}/delete" => people::removal::show,
    POST "/members/{id}/delete" => people::removal::remove,
    GET "/members/{id}/suspension" => people::suspension::show,
    POST "/members/{id}/suspension" => people::suspension::suspend,
    POST "/members/{id}/suspension/delete" => people::suspension::reinstate,
    GET "/leave" => people::leaving::show,
    POST "/leave" => people::leaving::leave,
    GET "/invitations" => invitations::show,
    POST "/invitations" => invitations::create,
    POST "/invitations/{id}/delete" => invitations::actions::revoke,
    POST "/invitations/{id}/resend" => invitations::actions::resend,
    POST "/invitations/{id}/link" => invitations::actions::copy_link,
    GET "/settings" => general::show,
    POST "/settings" => general::rename,
    POST "/settings/address" => general::move_address,
    POST "/settings/color" => look::choose_color,
    POST "/settings/logo" => look::upload,
    POST "/settings/logo/delete" => look::remove,
    POST "/settings/export" => export::create,
    GET "/settings/danger" => danger::show,
    GET "/settings/transfer" => transfer::show,
    POST "/settings/transfer" => transfer::offer,
    GET "/ownership-transfers/{id}" => ownership_transfer::show,
    POST "/ownership-transfers/{id}/acceptance" => ownership_transfer::accept,
    POST "/ownership-transfers/{id}/delete" => ownership_transfer::cancel,
    GET "/settings/deletion" => delete_organization::show,
    POST "/settings/deletion" => delete_organization::delete,
    GET "/requests" => requests::show,
    POST "/requests/{id}/approval" => requests::approve,
    POST "/requests/{id}/delete" => requests::decline,
    GET "/settings/access" => access::show,
    POST "/settings/access/links" => access::create,
    POST "/settings/access/domains" => domains::create,
    GET "/settings/access/domains/{id}" => domain::show,
    POST "/settings/access/domains/{id}" => domain::update,
    POST "/settings/access/domains/{id}/record" => domain::check_record,
    POST "/settings/access/domains/{id}/code" => domain::send_code,
    POST "/settings/access/domains/{id}/verification" => domain::try_code,
    POST "/settings/access/domains/{id}/delete" => domain::delete,
    GET "/settings/access/links/{id}" => join_link::show,
    POST "/settings/access/links/{id}" => join_link::update,
    GET "/settings/access/links/{id}/qr-code" => join_link::qr_code,
    POST "/settings/access/links/{id}/activation" => join_link::turn_on,
    POST "/settings/access/links/{id}/activation/delete" => join_link::turn_off,
    POST "/settings/access/links/{id}/rotation" => join_link::rotate,
    POST "/settings/access/links/{id}/delete" => join_link::delete,
    GET "/settings/activity" => history::show,
    GET "/settings/activity/export.csv" => history::export::csv,
    GET "/settings/activity/export.json" => history::export::json,
    GET "/settings/activity/{id}" => history::event::show,
})
.leading_to_forms();

/// Routes that only development has.
pub(super) const DEVELOPMENT: Scope = scope!("/dev" {
    GET "/mailbox" => mailbox::show,
    GET "/mailbox/{id}" => mailbox::html,
    GET "/debug" => sign_in_log::show,
    GET "/components" => components::show,
});
