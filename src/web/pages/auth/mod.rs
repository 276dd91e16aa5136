//! Sign-up, sign-in and sign-out.

pub mod by_mail;
pub mod callback;
pub mod login;
pub mod logout;
pub mod session;
pub mod sign_up;
pub mod social;
pub mod step_up;
