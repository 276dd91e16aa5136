//! The stream between the driver and the server, which we read along: for the codes of errors,
//! which Diesel drops, and to send the statements of a transaction without a Sync after each.

mod pipeline;
mod server_messages;
mod stream;
mod tls;
mod units;

pub(in crate::db) use self::tls::{Plain, Watched};
