//! What organizations have.

mod mark;
mod role;

pub use self::{
    mark::Mark,
    role::{InvalidRole, Role},
};
