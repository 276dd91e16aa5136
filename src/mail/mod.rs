//! Mail: written into the outbox with the transaction it belongs to, sent later.

mod conversation;
pub mod outbox;
mod refusal;
mod transport;
mod worker;

pub use self::{
    conversation::Patience,
    outbox::Mail,
    transport::{InvalidTransport, Probed, Transport},
    worker::{Timing, Worker},
};
