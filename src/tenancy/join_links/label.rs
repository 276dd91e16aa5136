use std::str::FromStr;

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types::Text,
};

use crate::types::line::{InvalidLine, Rule};

/// The name that admins give a link: one line of 1 to 60 characters, without links.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct LinkLabel(String);

const LABEL: Rule = Rule { missing: "label-missing", graphemes: 60, bytes: 240, links: false };

impl LinkLabel {
    /// The most characters of a label.
    pub const MAX_LENGTH: usize = LABEL.graphemes;

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses what may be left empty.
    pub fn optional(raw: &str) -> Result<Option<Self>, InvalidLine> {
        if raw.trim().is_empty() { Ok(None) } else { raw.parse().map(Some) }
    }
}

impl FromStr for LinkLabel {
    type Err = InvalidLine;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        LABEL.check(raw).map(Self)
    }
}

impl ToSql<Text, Pg> for LinkLabel {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<Text, Pg> for LinkLabel {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(<String as FromSql<Text, Pg>>::from_sql(bytes)?))
    }
}
