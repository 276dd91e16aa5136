use std::{fmt, str::FromStr};

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sql_types::Text,
};
use serde::Serialize;
use utoipa::ToSchema;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident, $wrong:ident: $message:literal {
        $($(#[$of:meta])* $variant:ident = $word:literal,)+
    })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, AsExpression, FromSqlRow,
        )]
        #[diesel(sql_type = Text)]
        #[serde(rename_all = "lowercase")]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        /// The text is none of the words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $wrong;

        impl $name {
            /// Returns the word in the table and the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = $wrong;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($wrong),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ToSql<Text, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                std::io::Write::write_all(out, self.as_str().as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl FromSql<Text, Pg> for $name {
            fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
                Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
            }
        }
    )+};
}

words! {
    /// The offer to people with an address of a domain.
    Offer, InvalidOffer: "Choose whether people can join or ask." {
        /// They can join as members.
        Join = "join",
        /// They can ask to join.
        Ask = "ask",
    }
    /// The proof of a domain.
    ProvenBy, InvalidProof: "Choose how to prove the domain." {
        /// A TXT record.
        Dns = "dns",
        /// A code that was mailed to a mailbox there.
        Mailbox = "mailbox",
    }
    /// The way in which a proof ended.
    LostHow, InvalidLoss: "Not a way to lose a domain." {
        /// The record was gone.
        Record = "record",
        /// Nobody renewed the proof by a code.
        Lapsed = "lapsed",
        /// Another organization proved the domain by its record.
        Displaced = "displaced",
    }
}
