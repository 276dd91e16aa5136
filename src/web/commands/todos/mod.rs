//! What pages and the API share about todos.

pub mod query;
