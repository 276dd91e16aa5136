//! Encrypts what the tables keep and nobody shall read there.

use uuid::Uuid;

use crate::secret::{self, SecretString};

/// Seals rows' values with the server's secret.
pub(super) struct Seal(secret::Seal);

impl Seal {
    /// A key for one purpose; `None` only where the cipher itself is missing.
    pub(super) fn new(server_secret: &SecretString, purpose: &str) -> Option<Self> {
        secret::Seal::new(server_secret, purpose).map(Self)
    }

    /// Seals what belongs to the row `id`.
    pub(super) fn close(&self, id: Uuid, private: &[u8]) -> Option<String> {
        self.0.close(id.as_bytes(), private)
    }

    /// What was sealed; `None` when that was done with another secret or for another row.
    pub(super) fn open(&self, id: Uuid, sealed: &str) -> Option<Vec<u8>> {
        self.0.open(id.as_bytes(), sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_opens_only_the_same_key() {
        let seal = Seal::new(&"server".into(), "test").unwrap();
        let id = Uuid::from_u128(7);
        let sealed = seal.close(id, b"private").unwrap();
        assert_eq!(seal.open(id, &sealed).as_deref(), Some(b"private".as_slice()));
        assert_ne!(sealed, seal.close(id, b"private").unwrap());
        assert!(seal.open(Uuid::from_u128(8), &sealed).is_none());
        assert!(Seal::new(&"other".into(), "test").unwrap().open(id, &sealed).is_none());
        assert!(Seal::new(&"server".into(), "else").unwrap().open(id, &sealed).is_none());
        assert!(seal.open(id, "AAAA").is_none() && seal.open(id, "?").is_none());
    }
}
