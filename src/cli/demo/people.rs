//! The people of the sample data.

use uuid::Uuid;

use super::{
    known,
    sample::{PEOPLE, Person},
};
use crate::{
    identity::{Provider, types::Password},
    ids::UserId,
    secret,
    types::{EmailAddress, Identity, Issuer, PersonName, Subject},
    users,
    web::state::AppState,
};

/// The length of the password that all of them share.
const PASSWORD_LENGTH: usize = 16;

/// All of the people, as rows in `users`.
pub(super) struct Cast {
    users: Vec<(&'static str, UserId)>,
    /// The people whose accounts are new.
    new: Vec<EmailAddress>,
    /// `None` if a hosted provider keeps the accounts.
    password: Option<String>,
}

impl Cast {
    /// Creates the people who are missing: accounts if the provider is embedded,
    /// otherwise users without an identity.
    pub(super) async fn engage(state: &AppState) -> anyhow::Result<Self> {
        let embedded = matches!(*state.identity, Provider::Embedded(_));
        let password = embedded.then(|| secret::random_token(PASSWORD_LENGTH));
        let mut cast = Self { users: Vec::new(), new: Vec::new(), password };
        for person in &PEOPLE {
            let email: EmailAddress = format!("{}@demo.example", person.key).parse()?;
            let identity = cast.identity(&state.identity, person, email).await?;
            let now = state.clock.now();
            let provision = async |db: &_| users::provision(db, &identity, now).await;
            let user = state.db.as_system("add sample people", provision).await?;
            cast.users.push((person.key, user.id));
        }
        Ok(cast)
    }

    async fn identity(
        &mut self,
        provider: &Provider,
        person: &Person,
        email: EmailAddress,
    ) -> anyhow::Result<Identity> {
        let (Provider::Embedded(provider), Some(password)) = (provider, &self.password) else {
            return Ok(without_account(&provider.issuer(), person, email)?);
        };
        let password = Password::chosen(password.clone())?;
        let (identity, is_new) =
            provider.create_verified(&person.name.parse()?, &email, &password).await?;
        if is_new {
            self.new.push(email);
        }
        Ok(identity)
    }

    /// Returns the user called `key`.
    pub(super) fn user(&self, key: &str) -> anyhow::Result<UserId> {
        let found = self.users.iter().find(|(name, _)| *name == key);
        known(found.map(|(_, user)| *user), key)
    }

    /// Shows the addresses and the password; they're shown only once.
    pub(super) fn how_to_sign_in(&self) -> String {
        let Some(password) = &self.password else {
            return String::from(
                "The people belong to no identity: NEON_AUTH_URL is set, and accounts are made \
                 there. Nobody can sign in as one of them.",
            );
        };
        if self.new.is_empty() {
            return String::from("The people were there already and keep their password.");
        }
        let addresses: Vec<_> = self.new.iter().map(|email| format!("  {email}")).collect();
        format!("Sign in with the password {password} as\n{}", addresses.join("\n"))
    }
}

/// Builds an identity that no provider knows, with the same key each time.
fn without_account(
    issuer: &Issuer,
    person: &Person,
    email: EmailAddress,
) -> Result<Identity, uuid::Error> {
    let key = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("mailto:{email}").as_bytes());
    Ok(Identity {
        subject: Subject::new(issuer, &key.to_string())?,
        email,
        email_verified: true,
        name: PersonName::cleaned(person.name),
        image: None,
    })
}
