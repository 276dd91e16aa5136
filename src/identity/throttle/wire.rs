//! Finds what a call on the wire tries and names, in every way that a provider may read it.

use serde_json::Value;

use super::{
    attempt::Attempt,
    calls::Call,
    sessions::{HANDFUL, sessions},
};
use crate::{
    identity::{types::OtpCode, wire::WireRequest},
    types::EmailAddress,
};

impl<'a> Attempt<'a> {
    /// Returns the attempt that a call on the wire makes; `None` if it isn't limited.
    pub(in crate::identity) fn on_the_wire(
        request: &'a WireRequest,
        session_cookie: &str,
    ) -> Option<Self> {
        let call = Call::at(&request.path);
        if !call.is_limited() {
            return None;
        }
        let sent = Sent::read(&request.body);
        Some(Self {
            call,
            accounts: sent.addresses("email"),
            mailboxes: sent.addresses("newEmail"),
            sessions: sessions(&request.cookies, request.authorization.as_deref(), session_cookie),
            shows_code: sent.texts("otp").any(|code| code.parse::<OtpCode>().is_ok()),
            shows_nothing: sent.texts("password").next().is_some()
                && sent.texts("password").all(str::is_empty),
            client: &request.client,
        })
    }
}

/// A body, parsed in each way it can be read; its reader decides which one counts.
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

    /// Returns the addresses in the field `name`; one more than a handful is enough to
    /// refuse the call.
    fn addresses(&self, name: &str) -> Vec<String> {
        self.texts(name).take(HANDFUL + 1).map(folded).collect()
    }

    /// Returns the texts of the field `name`, in each way the body can be read.
    fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let form = self.form.iter().filter(move |(key, _)| key == name);
        let json = self.json.get(name).and_then(Value::as_str);
        form.map(|(_, text)| text.as_str()).chain(json)
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
    use serde_json::json;

    use super::*;
    use crate::{
        identity::types::CallContext,
        types::{Browser, ClientInfo},
    };

    /// Returns what an attempt counts, without the client.
    fn parts<'a>(it: &'a Attempt<'_>) -> (&'a str, [&'a [String]; 3], bool, bool) {
        let named = [&it.accounts[..], &it.mailboxes, &it.sessions];
        (it.call.head(), named, it.shows_code, it.shows_nothing)
    }

    #[test]
    fn a_page_counts_as_its_call_on_the_wire_does() {
        let browser = Browser::default();
        let client = ClientInfo { ip: None, user_agent: String::new(), device: None, browser };
        let email = "ada@example.com".parse().unwrap();
        let jar = vec![(String::from("session"), String::from("abc.s%3D"))];
        let on_the_wire = |path: &str, field: &str, text: &str| {
            let body = json!({ "email": "Ada@example.com", field: text });
            WireRequest::post(path, &body, client.clone()).with_cookies(jar.clone())
        };
        let context = CallContext { cookies: &jar, client: &client };
        let page = |path| Attempt::by_page(path, context, "session").on(&email);
        for (path, password) in [("/sign-in/email", "x"), ("/sign-up/email", "")] {
            let request = on_the_wire(path, "password", password);
            let wire = Attempt::on_the_wire(&request, "session").unwrap();
            assert_eq!(parts(&wire), parts(&page(path).with_password(password)));
        }
        let request = on_the_wire("/email-otp/verify-email", "otp", "123456");
        let wire = Attempt::on_the_wire(&request, "session").unwrap();
        assert_eq!(parts(&wire), parts(&page("/email-otp/verify-email").with_code()));
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
