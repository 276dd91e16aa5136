//! The parts that our statements are built from, beside Diesel's own.

mod at_most;
mod built_once;
mod count_up_to;
mod functions;
mod kept;

pub(super) use self::built_once::BuiltOnce;
pub use self::count_up_to::CappedCount;
pub(crate) use self::{
    at_most::AtMostDsl,
    count_up_to::CountUpToDsl,
    functions::{CurrentTenant, CurrentUser, like_pattern, lower},
    kept::KeptDsl,
};
