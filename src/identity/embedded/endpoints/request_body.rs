//! The body of a call, JSON or a form, validated as Better Auth does.

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::{
    identity::{
        embedded::error::{BetterAuthError, CallError},
        types::{InvalidPassword, Password},
        wire::{Media, ProviderErrorCode, UNSUPPORTED_MEDIA_TYPE, WireRequest},
    },
    types::{EmailAddress, ImageUrl, PersonName},
};

/// The fields of a body.
///
/// Problems are collected as the fields are read and reported together.
pub(in crate::identity::embedded) struct Body {
    fields: Option<Map<String, Value>>,
    problems: Vec<String>,
}

impl Body {
    /// Parses the body; [`Body::check`] reports a missing one.
    pub(in crate::identity::embedded) fn read(request: &WireRequest) -> Result<Self, CallError> {
        let value = parse(request)?;
        let problems = match &value {
            Some(Value::Object(_)) => Vec::new(),
            other => vec![wrong("body", "object", other.as_ref())],
        };
        let fields = match value {
            Some(Value::Object(fields)) => Some(fields),
            _ => None,
        };
        Ok(Self { fields, problems })
    }

    /// Returns a required text.
    pub(in crate::identity::embedded) fn text(&mut self, name: &str) -> String {
        match self.get(name) {
            Some(Value::String(text)) => text.clone(),
            other => {
                let problem = wrong(&format!("body.{name}"), "string", other);
                self.note(problem);
                String::new()
            }
        }
    }

    /// Returns a text that may be left out.
    pub(in crate::identity::embedded) fn optional_text(&mut self, name: &str) -> Option<String> {
        self.has(name).then(|| self.text(name))
    }

    /// Returns a text that may be left out or `null`.
    pub(in crate::identity::embedded) fn nullable_text(&mut self, name: &str) -> Option<String> {
        if self.get(name) == Some(&Value::Null) { None } else { self.optional_text(name) }
    }

    /// Returns a choice that may be left out; a form spells it `true` or `false`.
    pub(in crate::identity::embedded) fn flag(&mut self, name: &str) -> Option<bool> {
        match self.get(name) {
            None => None,
            Some(Value::Bool(flag)) => Some(*flag),
            Some(Value::String(text)) if text == "true" || text == "false" => Some(text == "true"),
            Some(other) => {
                let problem = wrong(&format!("body.{name}"), "boolean", Some(other));
                self.note(problem);
                None
            }
        }
    }

    /// Returns an email address, checked as upstream does; use it after [`Body::check`].
    pub(in crate::identity::embedded) fn address(
        &mut self,
        name: &str,
    ) -> Result<EmailAddress, BetterAuthError> {
        let parsed = self.text(name).parse::<EmailAddress>();
        if parsed.is_err() && self.peek(name).is_some() {
            self.breaks(name, "Invalid email address");
        }
        parsed.map_err(|_| BetterAuthError::INVALID_EMAIL)
    }

    /// Returns a person's name.
    pub(in crate::identity::embedded) fn name(&mut self) -> PersonName {
        let parsed = self.text("name").parse();
        self.or_noted("name", parsed)
    }

    /// Returns a person's name that may be blank.
    pub(in crate::identity::embedded) fn blank_name(&mut self) -> PersonName {
        let parsed = PersonName::optional(&self.text("name"));
        self.or_noted("name", parsed)
    }

    /// Returns a person's name that may be left out or blank.
    pub(in crate::identity::embedded) fn optional_name(&mut self) -> PersonName {
        let parsed = PersonName::optional(&self.optional_text("name").unwrap_or_default());
        self.or_noted("name", parsed)
    }

    /// Returns a picture's address that may be left out or empty.
    pub(in crate::identity::embedded) fn image(&mut self) -> Option<ImageUrl> {
        let text = self.nullable_text("image").filter(|text| !text.is_empty())?;
        let parsed = text.parse().map(Some);
        self.or_noted("image", parsed)
    }

    /// Notes what is wrong with a text. A field that isn't text was already noted.
    fn or_noted<T: Default>(&mut self, name: &str, parsed: Result<T, impl Display>) -> T {
        parsed.unwrap_or_else(|problem| {
            if self.peek(name).is_some() {
                self.breaks(name, &problem.to_string());
            }
            T::default()
        })
    }

    /// Returns the text of a field, which the caller validates.
    pub(in crate::identity::embedded) fn peek(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Whether the body names the field at all.
    pub(in crate::identity::embedded) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Notes a rule that a field breaks.
    pub(in crate::identity::embedded) fn breaks(&mut self, name: &str, rule: &str) {
        self.note(format!("[body.{name}] {rule}"));
    }

    /// Reports the problems found so far.
    pub(in crate::identity::embedded) fn check(&self) -> Result<(), CallError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let message = self.problems.join("; ");
        Err(CallError::Field { status: 400, code: ProviderErrorCode::ValidationError, message })
    }

    /// Refuses the fields that only an administrator sets (ASVS 8.2.3).
    pub(in crate::identity::embedded) fn reject_admin_fields(&self) -> Result<(), CallError> {
        for name in ["role", "banned", "banReason", "banExpires"] {
            if self.has(name) {
                let message = format!("{name} is not allowed to be set");
                return Err(CallError::Field {
                    status: 400,
                    code: ProviderErrorCode::FieldNotAllowed,
                    message,
                });
            }
        }
        Ok(())
    }

    /// Notes a problem. If the body isn't an object, that remains its only problem.
    fn note(&mut self, problem: String) {
        if self.fields.is_some() {
            self.problems.push(problem);
        }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.fields.as_ref().and_then(|fields| fields.get(name))
    }
}

/// Parses an email address, refused as `INVALID_EMAIL`.
pub(in crate::identity::embedded) fn email(text: &str) -> Result<EmailAddress, CallError> {
    text.parse().map_err(|_| BetterAuthError::INVALID_EMAIL.into())
}

/// Accepts a password to keep; every call that sets one goes through here.
pub(in crate::identity::embedded) fn new_password(text: String) -> Result<Password, CallError> {
    Password::chosen(text).map_err(|problem| match problem {
        InvalidPassword::TooShort => BetterAuthError::PASSWORD_TOO_SHORT.into(),
        InvalidPassword::TooLong => BetterAuthError::PASSWORD_TOO_LONG.into(),
        InvalidPassword::Common => BetterAuthError::PASSWORD_COMPROMISED.into(),
    })
}

fn wrong(field: &str, expected: &str, value: Option<&Value>) -> String {
    let received = match value {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    };
    format!("[{field}] Invalid input: expected {expected}, received {received}")
}

fn parse(request: &WireRequest) -> Result<Option<Value>, CallError> {
    if request.body.is_empty() {
        return Ok(None);
    }
    match request.media() {
        Ok(Media::Json) => serde_json::from_slice(&request.body)
            .map(Some)
            .map_err(|_| BetterAuthError::INVALID_JSON.into()),
        Ok(Media::Form) => Ok(Some(form(&request.body))),
        Err(message) => {
            let (status, code) = UNSUPPORTED_MEDIA_TYPE;
            Err(CallError::Field { status, code, message })
        }
    }
}

fn form(body: &[u8]) -> Value {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).unwrap_or_default();
    Value::Object(pairs.into_iter().map(|(name, text)| (name, Value::String(text))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        identity::embedded::endpoints::request_body::*,
        types::{Browser, ClientInfo},
    };

    fn request(content_type: &str, body: &str) -> WireRequest {
        let client = ClientInfo {
            ip: None,
            user_agent: String::new(),
            device: None,
            browser: Browser::default(),
        };
        let mut request = WireRequest::post("/sign-in/email", &json!({}), client);
        request.content_type = Some(content_type.to_owned());
        request.body = body.as_bytes().to_vec();
        request
    }

    fn message(failure: &CallError) -> String {
        failure.answer().value()["message"].as_str().unwrap().to_owned()
    }

    #[test]
    fn problems_read_as_better_auths() {
        let mut body = Body::read(&request("application/json", r#"{"email":7}"#)).unwrap();
        body.text("email");
        body.text("password");
        assert_eq!(
            message(&body.check().unwrap_err()),
            "[body.email] Invalid input: expected string, received number; \
             [body.password] Invalid input: expected string, received undefined"
        );
        let mut body = Body::read(&request("application/json", "[]")).unwrap();
        body.text("email");
        assert_eq!(
            message(&body.check().unwrap_err()),
            "[body] Invalid input: expected object, received array"
        );
    }

    #[test]
    fn json_and_forms_are_read_and_nothing_else() {
        let form = request("application/x-www-form-urlencoded", "email=a%40b.de&rememberMe=false");
        let mut body = Body::read(&form).unwrap();
        assert_eq!((body.text("email").as_str(), body.flag("rememberMe")), ("a@b.de", Some(false)));
        let refused = |content_type, text| {
            Body::read(&request(content_type, text)).err().unwrap().answer().status
        };
        assert_eq!(refused("application/json", "{"), 400);
        assert_eq!(refused("text/plain", "{}"), 415);
        assert_eq!(refused("", "{}"), 415);
    }

    #[test]
    fn roles_are_not_set_by_those_who_have_them() {
        let body = Body::read(&request("application/json", r#"{"role":"admin"}"#)).unwrap();
        assert_eq!(
            message(&body.reject_admin_fields().unwrap_err()),
            "role is not allowed to be set"
        );
    }
}
