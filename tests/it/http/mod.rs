//! HTTP as it's allowed and used: bodies, logs, notices, addresses, forms sent twice.

mod bodies;
mod caching;
mod compression;
mod downloads;
mod drafts;
mod language;
mod log;
mod notices;
mod origins;
mod spelling;
mod traces;
mod twice;
mod weight;
