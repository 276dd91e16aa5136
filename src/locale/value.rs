use chrono::{DateTime, Utc};

/// A value that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextValue {
    /// As it is.
    Words(String),
    /// A number, which the text may count by.
    Number(i64),
    /// A day.
    Day(DateTime<Utc>),
    /// A day and the time.
    Moment(DateTime<Utc>),
}

impl TextValue {
    /// Returns the day of a time.
    pub const fn day(at: DateTime<Utc>) -> Self {
        Self::Day(at)
    }
}

impl From<DateTime<Utc>> for TextValue {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Moment(at)
    }
}

impl From<i64> for TextValue {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for TextValue {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for TextValue {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&String> for TextValue {
    fn from(words: &String) -> Self {
        Self::Words(words.clone())
    }
}

/// A count is never near the greatest number that fits.
impl From<usize> for TextValue {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for TextValue {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}
