//! Explains other parties' error codes and an organization's history to people. Pages, the
//! API and the pages' script say it in the same words.

pub mod audit;
mod device;
mod refusals;
mod social;

pub use self::{
    device::device,
    refusals::{OUTAGE, THROTTLED, for_script, refusal},
    social::explain as social,
};
