//! Mail: written into the outbox with the transaction it belongs to, sent later.

pub mod outbox;
mod transport;
mod worker;

pub use self::{
    outbox::Mail,
    transport::{InvalidTransport, Transport},
    worker::Worker,
};
