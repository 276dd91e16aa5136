//! Stores logos, the same way for pages and the API.

use crate::{
    limits::{Limit, Rule, Verdict},
    pictures::{Cut, InvalidPicture, Picture},
    tenancy::logos,
    web::{access::Member, error::AppError, state::AppState, views::FieldErrors},
};

/// The number of times an hour that an organization can upload a logo.
const UPLOADS: u32 = 20;

/// Counts an upload, which is to be committed before the picture is decoded.
pub async fn count(member: &Member, state: &AppState) -> Result<(), AppError> {
    let tenant = member.tenant.id.to_string();
    let rule = Rule::new("logo-uploads-hour", tenant, Limit::per_hour(UPLOADS));
    match state.limits.take_within(&member.db, &[rule]).await? {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Makes the picture the organization's logo. No connection is held while it's decoded.
pub async fn replace(
    member: Member,
    state: &AppState,
    upload: Vec<u8>,
) -> Result<(Member, Result<(), AppError>), AppError> {
    let (member, picture) = member.meanwhile(state, Picture::read(upload, Cut::Whole)).await?;
    let stored = store(&member, state, picture).await;
    Ok((member, stored))
}

async fn store(
    member: &Member,
    state: &AppState,
    picture: Result<Picture, InvalidPicture>,
) -> Result<(), AppError> {
    let logo = picture.map_err(invalid)?;
    Ok(logos::set(&member.db, &logo, state.clock.now()).await?)
}

/// Returns the error of the field.
pub fn invalid(error: InvalidPicture) -> AppError {
    AppError::Invalid(FieldErrors::one("logo", error.to_string()))
}
