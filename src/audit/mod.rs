//! The history of an organization: rows are added, never changed. The history of a person's
//! own account is in [`security`].

mod action;
pub mod device;
mod events;
pub mod exported;
mod record;
pub mod seals;
pub mod security;
mod security_event;

pub use self::{
    action::{Action, RecordedAction},
    events::{Actor, EXPORT_SIZE, Event, EventFilter, PAGE_SIZE, batch, get, latest, list},
    record::{Change, record, record_all, record_change, record_refusal},
};
