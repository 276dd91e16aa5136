//! Better Auth's endpoints: their table, and how their bodies are read.

pub mod answers;
pub mod command;
pub mod request_body;
pub mod router;
