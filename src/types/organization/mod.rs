//! The roles and the look of organizations.

mod mark;
mod role;

pub use self::{
    mark::Mark,
    role::{InvalidRole, Role},
};
