//! Code about todos that pages and the API share.

pub mod query;
