//! Signing in with a password.

use actix_session::Session;
use diesel_async::AsyncPgConnection;

use crate::{
    identity::{
        Validated,
        client::sign_in::{ProviderError, SignIn, SignInOutcome},
    },
    sessions::{self, NewSession, ProvenAt},
    types::{ClientInfo, SignInMethod},
    web::{session_cookie, state::AppState},
};

/// Signs in with a password. The embedded provider opens our session in the same breath as its
/// own, for somebody who has signed in like this before.
pub async fn sign_in(
    state: &AppState,
    session: &Session,
    command: &SignIn,
    client: &ClientInfo,
) -> Result<SignInOutcome, ProviderError> {
    let former = session_cookie::token(session);
    let opens = async |conn: &AsyncPgConnection, validated: &Validated| {
        let parent = &validated.parent;
        let sign_in = sessions::SignIn {
            identity: &validated.identity,
            begins: NewSession { parent, proven: ProvenAt::Now, last_tenant: None },
            method: Some(SignInMethod::Password),
            client,
            former: former.as_deref(),
        };
        state.sessions.sign_in_along(conn, &sign_in).await
    };
    state.identity.sign_in(command, client, opens).await
}
