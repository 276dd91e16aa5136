//! Checks that all replicas were started with the same secret.

use super::Check;
use crate::{config::Config, db::Db, installation};

pub(super) const NAMES: [&str; 1] = [NAME];

const NAME: &str = "secret";

pub(super) async fn check(config: &Config, db: &Db) -> Check {
    let Some(secret) = &config.secret else {
        return Check::skipped(NAME, "development makes its own");
    };
    match installation::differs(db, secret).await {
        Ok(false) => Check::passed(NAME, "APP_SECRET is the one that the server started with"),
        Ok(true) => Check::failed(
            NAME,
            "a server was started on this database with another APP_SECRET: people are signed \
             out, or in and out by turns",
            "Set the same APP_SECRET on every replica, and start them anew.",
        ),
        Err(error) => Check::skipped(NAME, error.to_string()),
    }
}
