//! One file per page: its struct, its samples, its handlers.

pub mod login;
