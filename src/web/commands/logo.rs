//! Stores logos, the same way for pages and the API.

use crate::{
    limits::{Limit, Rule, Verdict},
    tenancy::logos::{self, Logo},
    web::{access::Member, error::AppError, state::AppState, views::FieldErrors},
};

/// The number of times an hour that an organization can upload a logo.
const UPLOADS: u32 = 20;

/// Counts an upload. Commit that before the picture is decoded.
pub async fn count(member: &Member, state: &AppState) -> Result<(), AppError> {
    let tenant = member.tenant.id.to_string();
    let rule = Rule::new("logo-uploads-hour", tenant, Limit::per_hour(UPLOADS));
    match state.limits.take_within(&member.db, &[rule]).await? {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Makes the picture the organization's logo.
pub async fn replace(member: &Member, state: &AppState, upload: Vec<u8>) -> Result<(), AppError> {
    let logo = Logo::read(upload)
        .await
        .map_err(|error| AppError::Invalid(FieldErrors::one("logo", error.to_string())))?;
    let is_stored = logos::set(&member.db, &logo, state.clock.now()).await?;
    if is_stored { Ok(()) } else { Err(AppError::Forbidden) }
}
