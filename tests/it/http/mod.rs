//! What HTTP allows and people do: bodies, logs, notices, addresses, forms sent twice.

mod bodies;
mod log;
mod notices;
mod origins;
mod spelling;
mod twice;
