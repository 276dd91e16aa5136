//! What is done with invitations: sending, sending again, answering.

pub mod answering;
pub mod invite;
pub mod resend;
