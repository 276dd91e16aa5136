//! The parts of the bundles. `build.rs` reads this file as well.

/// The module that is written from `crate::web::messages` instead of a file.
pub const MESSAGES: &str = "js/sign-in/messages.js";

/// Each bundle's path and its parts, in this order: scripts after what they import, and
/// styles after what they override.
pub const BUNDLES: [(&str, &[&str]); 4] = [
    (
        "css/app.css",
        &[
            "css/app/tokens.css",
            "css/app/base.css",
            "css/app/frame.css",
            "css/app/shell.css",
            "css/app/page.css",
            "css/app/marks.css",
            "css/app/menus.css",
            "css/app/buttons.css",
            "css/app/fields.css",
            "css/app/choices.css",
            "css/app/notices.css",
            "css/app/toasts.css",
            "css/app/session.css",
            "css/app/palette.css",
            "css/app/pages/door.css",
            "css/app/panels.css",
            "css/app/lists.css",
            "css/app/pages/members.css",
            "css/app/pages/joining.css",
            "css/app/pages/invitations.css",
            "css/app/pages/dashboard.css",
            "css/app/pages/todos.css",
            "css/app/pages/history.css",
            "css/app/pages/api.css",
            "css/app/pages/settings.css",
            "css/app/pages/single.css",
            "css/app/pages/landing.css",
            "css/app/readers.css",
        ],
    ),
    (
        "js/app.js",
        &[
            "js/shared/dom.js",
            "js/shared/events.js",
            "js/shared/plainly.js",
            "js/app/menus.js",
            "js/app/sending.js",
            "js/app/passwords.js",
            "js/app/codes.js",
            "js/app/resend.js",
            "js/app/waiting.js",
            "js/app/copying.js",
            "js/app/slugs.js",
            "js/app/moments.js",
            "js/app/toasts.js",
            "js/app/drafts.js",
            "js/app/session.js",
            "js/app/awaiting.js",
            "js/app/ticks.js",
            "js/app/deleting.js",
            "js/app/rows.js",
        ],
    ),
    (
        "js/organization.js",
        &[
            "js/shared/dom.js",
            "js/shared/events.js",
            "js/organization/palette.js",
            "js/organization/todo-menus.js",
        ],
    ),
    (
        "js/sign-in.js",
        &[
            "js/shared/events.js",
            MESSAGES,
            "js/sign-in/form.js",
            "js/sign-in/errors.js",
            "js/sign-in/flows.js",
        ],
    ),
];

/// Returns the part as it stands in its bundle: of a module without imports and exports, since
/// the bundle is a single module.
pub fn plain(part: &str, text: &str) -> String {
    if !part.starts_with("js/") {
        return text.to_owned();
    }
    let lines = text.lines().filter(|line| !line.starts_with("import "));
    lines.flat_map(|line| [line.strip_prefix("export ").unwrap_or(line), "\n"]).collect()
}
