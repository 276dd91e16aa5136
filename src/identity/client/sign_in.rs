//! Signing in and up with a password, the same for both providers.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

pub use crate::identity::error::ProviderError;
use crate::{
    db::{DbError, SystemConn},
    identity::{
        Provider, Validated,
        types::{CallContext, Password},
        wire::ProviderErrorCode,
    },
    sessions::Returned,
    types::{ClientInfo, EmailAddress, PersonName, SignInMethod},
};

/// A password, and the account that it's tried on.
pub struct SignIn {
    /// The account's address.
    pub email: EmailAddress,
    /// The password as typed.
    pub password: Password,
}

/// A wish for an account.
pub struct SignUp {
    /// The person's name.
    pub name: PersonName,
    /// The mailbox.
    pub email: EmailAddress,
    /// The chosen password.
    pub password: Password,
}

/// The result of a sign-in that wasn't refused.
pub enum SignInOutcome {
    /// A session has begun.
    SignedIn(Grant),
    /// The password is right, but the mailbox must be proven first: a code was mailed.
    EmailNotVerified,
}

/// The result of a sign-up that wasn't refused.
pub enum SignUpOutcome {
    /// The first session has begun.
    SignedIn(Grant),
    /// The mailbox must be proven first: a code was mailed.
    CodeMailed,
}

/// The result of a successful call, for the browser and for us.
#[derive(Default)]
pub struct Grant {
    /// The session's token; `None` while the mailbox still has to be proven.
    pub token: Option<String>,
    /// Cookies to pass on, already scoped to our origin.
    pub set_cookies: Vec<String>,
    /// The sign-in method, for the person's history; `None` if a link or a sign-up's first
    /// session leaves it open.
    pub method: Option<SignInMethod>,
    /// Whether the sign-up's password was dropped, so that a new one has to be chosen.
    pub password_dropped: bool,
    /// The session's owner, if the provider said so in the same breath.
    pub validated: Option<Validated>,
    /// The session of ours that was opened in the same breath.
    pub returned: Option<Returned>,
}

/// Opens no session of ours along with the provider's.
pub async fn elsewhere(_: &AsyncPgConnection, _: &Validated) -> QueryResult<Option<Returned>> {
    Ok(None)
}

/// The response field that says so; only the embedded provider sends it.
pub(in crate::identity) const PASSWORD_DROPPED: &str = "passwordDropped";

impl Grant {
    /// Returns the cookies as a browser that kept them would send them.
    pub fn jar(&self) -> Vec<(String, String)> {
        let pair = |cookie: &String| {
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        self.set_cookies.iter().filter_map(pair).collect()
    }

    /// Sets the sign-in method.
    #[must_use]
    pub fn by(self, method: SignInMethod) -> Self {
        Self { method: Some(method), ..self }
    }
}

/// The call that signs in with a password.
pub(in crate::identity) const SIGN_IN: &str = "/sign-in/email";

/// The call that signs up.
pub(in crate::identity) const SIGN_UP: &str = "/sign-up/email";

/// Signing up by a link that proves the mailbox, in traces and limits; it's no call on the
/// wire.
pub(in crate::identity) const SIGN_UP_BY_LINK: &str = "/sign-up/link";

impl Provider {
    /// Signs in with a password. A person whose mailbox is unproven is mailed one code. The
    /// embedded provider sends what `opens` a session of ours along with its own statement.
    pub async fn sign_in(
        &self,
        command: &SignIn,
        client: &ClientInfo,
        opens: impl AsyncFnOnce(&AsyncPgConnection, &Validated) -> QueryResult<Option<Returned>>,
    ) -> Result<SignInOutcome, ProviderError> {
        let context = CallContext { cookies: &[], client };
        let call = self.page_call(SIGN_IN, context);
        let call = call.trying(|it| it.on(&command.email).with_password(command.password.expose()));
        let outcome = self
            .command_reading(
                call,
                async |embedded, conn| embedded.tried_account(conn, &command.email).await,
                async |embedded, tried| embedded.sign_in(command, tried, opens).await,
                async |hosted| hosted.sign_in(command).await,
            )
            .await;
        // The embedded provider has mailed the code already. If this hits the rate limit, a code
        // was sent a moment ago; that one will do.
        if let (Self::Hosted(_), Ok(SignInOutcome::EmailNotVerified)) = (self, &outcome) {
            let _sent = self.send_code(&command.email, client.clone()).await;
        }
        outcome
    }

    /// Signs up.
    pub async fn sign_up(
        &self,
        command: &SignUp,
        client: &ClientInfo,
    ) -> Result<SignUpOutcome, ProviderError> {
        let context = CallContext { cookies: &[], client };
        let call = self.page_call(SIGN_UP, context);
        let call = call.trying(|it| it.on(&command.email).with_password(command.password.expose()));
        self.command(
            call,
            async |embedded| embedded.sign_up(command).await,
            async |hosted| hosted.sign_up(command).await,
        )
        .await
    }

    /// Signs up with a mailbox that a link mailed by us proves; `is_proven` judges the link
    /// in the transaction that creates the account. A hosted provider takes no word of ours
    /// for a mailbox: there it's an ordinary sign-up, and the provider may ask for a code.
    pub async fn sign_up_by_link(
        &self,
        command: &SignUp,
        client: &ClientInfo,
        is_proven: impl AsyncFn(&SystemConn) -> Result<bool, DbError>,
    ) -> Result<SignUpOutcome, ProviderError> {
        let path = if let Self::Embedded(_) = self { SIGN_UP_BY_LINK } else { SIGN_UP };
        let context = CallContext { cookies: &[], client };
        let call = self.page_call(path, context);
        let call = call.trying(|it| it.on(&command.email).with_password(command.password.expose()));
        self.command(
            call,
            async |embedded| embedded.sign_up_proven(command, is_proven).await,
            async |hosted| hosted.sign_up(command).await,
        )
        .await
    }
}

/// The result of a page's call that wasn't refused.
pub(in crate::identity) trait Outcome {
    /// Returns the status that it has on the wire, and the code if it's a refusal there.
    fn on_the_wire(&self) -> (u16, Option<ProviderErrorCode>) {
        (200, None)
    }
}

impl Outcome for () {}

impl Outcome for Grant {}

impl Outcome for SignUpOutcome {}

impl Outcome for SignInOutcome {
    fn on_the_wire(&self) -> (u16, Option<ProviderErrorCode>) {
        match self {
            Self::SignedIn(_) => (200, None),
            Self::EmailNotVerified => (403, Some(ProviderErrorCode::EmailNotVerified)),
        }
    }
}
