use std::str::FromStr;

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sql_types::Text,
};
use serde::Serialize;

/// The state of an invitation, as the database's function `invitation_state` finds it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, AsExpression, FromSqlRow, utoipa::ToSchema,
)]
#[diesel(sql_type = Text)]
#[serde(rename_all = "lowercase")]
#[schema(as = InvitationState)]
pub enum State {
    /// It can be accepted.
    Pending,
    /// It wasn't answered in time.
    Expired,
    /// The person has joined.
    Accepted,
    /// The person doesn't want to join.
    Declined,
    /// The organization took it back.
    Revoked,
}

/// The text isn't the name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a state of an invitation")]
pub struct InvalidState;

impl State {
    /// All states, in the order shown.
    pub const ALL: [Self; 5] =
        [Self::Pending, Self::Expired, Self::Accepted, Self::Declined, Self::Revoked];

    /// Returns the state as the database and the API spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Revoked => "revoked",
        }
    }

    /// Whether the invitation can be sent again.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Expired)
    }
}

impl FromStr for State {
    type Err = InvalidState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(InvalidState)
    }
}

impl ToSql<Text, Pg> for State {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, self.as_str().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Text, Pg> for State {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
    }
}
