//! Sends invitations, sends them again, and answers them.

pub mod answering;
pub mod invite;
pub mod resend;
