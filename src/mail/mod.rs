//! Mail: written to the outbox in the transaction it belongs to, and sent later. Its rate
//! limits are applied when it's written.

pub mod batch;
mod conversation;
mod letter;
pub mod outbox;
mod quoted;
mod refusal;
mod sender;
mod transport;
mod worker;

pub(crate) use self::sender::limits_on;
pub use self::{
    conversation::Patience,
    letter::{Letter, Mail, Subject},
    quoted::Quoted,
    sender::Sender,
    transport::{InvalidTransport, Probed, Transport},
    worker::{Timing, Worker},
};
