//! Which calls are limited: everything that tries a secret or sends one. All
//! ways in end here, pages and both APIs, whichever provider answers.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{
    types::EmailAddress,
    wire::{WireRequest, WireResponse},
};
use crate::{
    limits::{Limit, Limits, Rule, Verdict, network},
    secret::ExposeSecret,
};

/// The first segments of the paths, so that a plugin's further sign-in is
/// limited before anybody thought of it.
const TRYING: [&str; 16] = [
    "change-email",
    "change-password",
    "delete-user",
    "email-otp",
    "forget-password",
    "magic-link",
    "phone-number",
    "request-password-reset",
    "reset-password",
    "send-verification-email",
    "set-password",
    "sign-in",
    "sign-up",
    "two-factor",
    "verify-email",
    "verify-password",
];

/// The calls that end in a mail, for a mailbox that is known as for one that is not.
const MAILING: [&str; 9] = [
    "change-email",
    "email-otp/request-email-change",
    "email-otp/request-password-reset",
    "email-otp/send-verification-otp",
    "forget-password",
    "forget-password/email-otp",
    "request-password-reset",
    "send-verification-email",
    "sign-in/magic-link",
];

/// Mails as well; a form that is sent again with a mistake mended has no pause to keep.
const SIGN_UP: &str = "sign-up/email";

/// The answer to a call that may not be made now. While the count cannot be
/// read nothing passes.
pub(super) async fn refuse(
    limits: &Limits,
    request: &WireRequest,
    session_cookie: &str,
) -> Option<WireResponse> {
    let call = canonical(&request.path);
    let head = call.split('/').next().unwrap_or_default();
    if !TRYING.contains(&head) {
        return None;
    }
    match limits.take(&rules(limits, request, &call, session_cookie)).await {
        Ok(Verdict::Taken) => None,
        Ok(Verdict::Spent(seconds)) => {
            tracing::info!(
                auth.call = head,
                auth.outcome = "limited",
                "The provider was not asked"
            );
            Some(WireResponse::too_many(seconds))
        }
        Err(error) => {
            tracing::error!(auth.call = head, error.cause = %error, "The limits could not be read");
            Some(WireResponse::unavailable())
        }
    }
}

fn rules(limits: &Limits, request: &WireRequest, call: &str, session_cookie: &str) -> Vec<Rule> {
    let config = &limits.config;
    let tries = Limit::per_minute(config.auth_per_minute);
    let client = Rule::new("auth-client", network(request.client.ip), tries);
    let sent = Sent::read(&request.body);
    let named = sent.addresses("email");
    let mut rules: Vec<_> = named.iter().map(|it| account(limits, request, it, tries)).collect();
    // Whatever the body names: a password is tried on the account of the session.
    let sessions = sessions(request, session_cookie);
    rules.extend(sessions.into_iter().map(|it| Rule::new("auth-session", it, tries)));
    rules.push(client);
    let mailboxes = named.iter().chain(&sent.addresses("newEmail")).cloned().collect::<Vec<_>>();
    for mailbox in mailboxes.into_iter().filter(|_| call == SIGN_UP || MAILING.contains(&call)) {
        if call != SIGN_UP {
            rules.push(Rule::new("mail-pause", &mailbox, Limit::once_in(config.mail_pause)));
        }
        rules.push(Rule::new("mail-hour", mailbox, Limit::per_hour(config.mail_per_hour)));
    }
    rules
}

/// What strangers try counts for the account; a browser that has signed in to it
/// before counts for itself, so that they cannot lock its owner out.
fn account(limits: &Limits, request: &WireRequest, account: &str, tries: Limit) -> Rule {
    let mark = request.client.device.as_ref().map(ExposeSecret::expose_secret);
    match mark.and_then(|mark| limits.known_device(mark, account)) {
        Some(device) => Rule::new("auth-device", device, tries),
        None => Rule::new("auth-account", account, tries),
    }
}

/// The tokens of the sessions that the call shows, by whichever way a provider may
/// read. Their signature and their encoding can be spelled in several ways.
fn sessions(request: &WireRequest, session_cookie: &str) -> Vec<String> {
    let cookies = request.cookies.iter().filter(|(name, _)| name == session_cookie);
    let bearer = request.authorization.as_deref().and_then(|it| it.split_once(' '));
    let shown = cookies.map(|(_, value)| value.as_str()).chain(bearer.map(|(_, token)| token));
    shown.map(token).collect()
}

fn token(shown: &str) -> String {
    let decoded = percent_decode_str(shown.trim()).decode_utf8_lossy();
    match decoded.split_once('.') {
        Some((token, signature)) if !signature.contains('.') => token.to_owned(),
        _ => decoded.into_owned(),
    }
}

/// The call that a path means to the most forgiving of servers. Ours and the
/// proxy take no other spelling; a limit does not depend on that
/// (GHSA-x732-6j76-qmhm: `//sign-in/email`).
fn canonical(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy().to_ascii_lowercase();
    let segments = decoded.split(['/', '\\']).filter(|it| !matches!(*it, "" | "." | ".."));
    segments.collect::<Vec<_>>().join("/")
}

/// A body in each way that it can be read: which one counts, its reader decides.
struct Sent {
    json: Value,
    form: Vec<(String, String)>,
}

impl Sent {
    fn read(body: &[u8]) -> Self {
        Self {
            json: serde_json::from_slice(body).unwrap_or_default(),
            form: serde_urlencoded::from_bytes(body).unwrap_or_default(),
        }
    }

    /// The addresses in the field called `name`, as providers fold them.
    fn addresses(&self, name: &str) -> Vec<String> {
        let form = self.form.iter().filter(|(key, _)| key == name).map(|(_, text)| text.as_str());
        let json = self.json.get(name).and_then(Value::as_str);
        form.chain(json).map(folded).collect()
    }
}

fn folded(address: &str) -> String {
    match address.parse::<EmailAddress>() {
        Ok(address) => address.into(),
        Err(_) => address.trim().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_the_same_however_it_is_spelled() {
        for path in ["/sign-in/email", "//sign-in//email/", "/%73ign-in/email", "/./Sign-In\\email"]
        {
            assert_eq!(canonical(path), "sign-in/email", "{path}");
        }
    }

    #[test]
    fn a_session_is_the_same_however_it_is_shown() {
        for shown in ["abc.s%3D", "abc.s=", "%61bc.s%3D", "%61%62%63%2Es=", "abc", " abc.other"] {
            assert_eq!(token(shown), "abc", "{shown}");
        }
        assert_eq!(token("abd.s%3D"), "abd");
        assert_ne!(token("e30.one.c2ln"), token("e30.other.c2ln"), "two JWTs");
    }

    #[test]
    fn an_address_is_found_in_whichever_way_the_body_is_read() {
        let addresses = |body: &str| Sent::read(body.as_bytes()).addresses("email");
        assert_eq!(addresses(r#"{"email":" Ada@Example.com "}"#), ["ada@example.com"]);
        assert_eq!(addresses("email=ADA%40example.com&x=1"), ["ada@example.com"]);
        let both = r#"{"email":"decoy@example.com","x":"&email=ada@example.com&"}"#;
        assert_eq!(addresses(both), ["ada@example.com", "decoy@example.com"]);
        for nobody in ["", "{", "[]", r#"{"email":7}"#, "null"] {
            assert!(addresses(nobody).is_empty(), "{nobody}");
        }
    }
}
