//! Decodes a call's body to the command that it asks for.

use super::request_body::Body;
use crate::identity::embedded::{Embedded, error::CallError};

/// The fields of a call.
pub(in crate::identity::embedded) trait Command: Sized {
    /// Decodes the body, and says all that is wrong with it at once.
    fn decode(body: Body, provider: &Embedded) -> Result<Self, CallError>;
}

/// For calls without fields.
impl Command for () {
    fn decode(_: Body, _: &Embedded) -> Result<Self, CallError> {
        Ok(())
    }
}

/// For calls that look at their fields only once the caller is known.
impl Command for Body {
    fn decode(body: Body, _: &Embedded) -> Result<Self, CallError> {
        Ok(body)
    }
}

/// For calls with the token of a link or a session.
pub(in crate::identity::embedded) struct Token(pub(in crate::identity::embedded) String);

impl Command for Token {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let token = body.text("token");
        body.check()?;
        Ok(Self(token))
    }
}
