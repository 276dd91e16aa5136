use crate::{ids::InvitationId, secret};

/// Tells an invitation: by the token of its link or, for the person whom it's for, by its id.
pub struct Key {
    pub(super) id: Option<InvitationId>,
    pub(super) token_hash: Vec<u8>,
    pub(super) digest: String,
}

impl Key {
    /// Reads the part of a URL after `/invitations/`.
    pub fn of(text: &str) -> Self {
        let (token_hash, digest) = (secret::digest(text), secret::digest_hex(text));
        Self { id: text.parse().ok(), token_hash, digest }
    }

    /// Whether it's a link's.
    pub fn is_link(&self) -> bool {
        self.id.is_none()
    }
}
