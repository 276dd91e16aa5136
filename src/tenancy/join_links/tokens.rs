use super::JoinLink;
use crate::{
    ids::TenantId,
    secret::{self, ExposeSecret as _, SecretString},
};

/// The length of a token in hex digits: 160 bits.
const LENGTH: usize = 40;

/// Derives the token of a link from its seed and the server's secret. No table holds a
/// token, and still admins can copy a link whenever they need it.
pub struct LinkTokens(SecretString);

/// A seed, and the digest of the token that is derived from it.
pub(super) struct Drawn {
    pub(super) seed: Vec<u8>,
    pub(super) hash: Vec<u8>,
}

impl LinkTokens {
    /// Derives a key of its own from the server's secret.
    pub fn new(server_secret: &SecretString) -> Self {
        let key = server_secret.expose_secret().as_bytes();
        Self(secret::keyed_digest_hex(key, "join links").into())
    }

    /// Returns the token of a link of `tenant`; `None` if it was made with another server
    /// secret. Such a link still works, but only a new token can be shown.
    pub fn of(&self, tenant: TenantId, link: &JoinLink) -> Option<SecretString> {
        let token = self.derive(tenant, &link.token_seed);
        (secret::digest(token.expose_secret()) == link.token_hash).then_some(token)
    }

    pub(super) fn draw(&self, tenant: TenantId) -> Drawn {
        let seed = secret::random_bytes().to_vec();
        let hash = secret::digest(self.derive(tenant, &seed).expose_secret());
        Drawn { seed, hash }
    }

    fn derive(&self, tenant: TenantId, seed: &[u8]) -> SecretString {
        let about = format!("{tenant} {}", hex::encode(seed));
        let mut token = secret::keyed_digest_hex(self.0.expose_secret().as_bytes(), &about);
        token.truncate(LENGTH);
        token.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::ExposeSecret;

    #[test]
    fn a_token_depends_on_everything() {
        let (one, other) = (LinkTokens::new(&"one".into()), LinkTokens::new(&"other".into()));
        let (acme, rival) = (TenantId::new(), TenantId::new());
        let tokens = [
            one.derive(acme, b"1"),
            one.derive(acme, b"2"),
            one.derive(rival, b"1"),
            other.derive(acme, b"1"),
        ];
        let tokens: Vec<_> = tokens.iter().map(ExposeSecret::expose_secret).collect();
        for (at, token) in tokens.iter().enumerate() {
            assert_eq!(token.len(), LENGTH);
            assert!(!tokens[at + 1..].contains(token));
        }
        assert_eq!(one.derive(acme, b"1").expose_secret(), tokens[0]);
    }
}
