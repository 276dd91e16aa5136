//! Mail: written into the outbox with the transaction it belongs to, sent later.

pub mod outbox;

pub use self::outbox::Mail;
