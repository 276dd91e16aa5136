//! Explains other parties' error codes to people. Pages, the API
//! and the pages' script say it in the same words.

mod refusals;
mod social;

pub use self::{
    refusals::{OUTAGE, THROTTLED, for_script, refusal},
    social::explain as social,
};
