//! Encrypts what the table keeps of private keys.

use uuid::Uuid;

use crate::secret::{self, SecretString};

/// Seals private keys with the server's secret.
pub(super) struct Seal(secret::Seal);

impl Seal {
    /// `None` only where the cipher itself is missing.
    pub(super) fn new(server_secret: &SecretString) -> Option<Self> {
        secret::Seal::new(server_secret, "private keys").map(Self)
    }

    /// Seals the private part of the key `id`.
    pub(super) fn close(&self, id: Uuid, private: &[u8]) -> Option<String> {
        self.0.close(id.as_bytes(), private)
    }

    /// The private part; `None` when it was sealed with another secret or for another key.
    pub(super) fn open(&self, id: Uuid, sealed: &str) -> Option<Vec<u8>> {
        self.0.open(id.as_bytes(), sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_opens_only_the_same_key() {
        let seal = Seal::new(&"server".into()).unwrap();
        let id = Uuid::from_u128(7);
        let sealed = seal.close(id, b"private").unwrap();
        assert_eq!(seal.open(id, &sealed).as_deref(), Some(b"private".as_slice()));
        assert_ne!(sealed, seal.close(id, b"private").unwrap());
        assert!(seal.open(Uuid::from_u128(8), &sealed).is_none());
        assert!(Seal::new(&"other".into()).unwrap().open(id, &sealed).is_none());
        assert!(seal.open(id, "AAAA").is_none() && seal.open(id, "?").is_none());
    }
}
