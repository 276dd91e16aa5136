//! Mail: written into the outbox with the transaction it belongs to, sent later.
//! How much of it may be is judged where it is written.

mod conversation;
pub mod outbox;
mod refusal;
mod sender;
mod transport;
mod worker;

pub use self::{
    conversation::Patience,
    outbox::Mail,
    sender::Sender,
    transport::{InvalidTransport, Probed, Transport},
    worker::{Timing, Worker},
};
