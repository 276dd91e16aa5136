//! The logos of organizations, at `/logos/{digest}`.
//!
//! Everybody who knows a logo's address may see it: an invitation shows it to people who belong
//! nowhere yet.

use actix_web::{HttpRequest, HttpResponse, web};

use super::ImagePath;
use crate::{
    db::SystemConn,
    tenancy::logos,
    web::{access::Anyone, error::AppError, state::AppState},
};

const FOREVER: &str = "public, max-age=31536000, immutable";

/// `GET /logos/{digest}`
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<ImagePath>,
) -> Result<HttpResponse, AppError> {
    let digest = path.digest()?;
    if path.is_known(&req) {
        return Ok(path.same(FOREVER));
    }
    let find = async |db: &SystemConn| logos::find(db, digest).await;
    let image = state.db.as_system("show a logo to anyone who knows its address", find).await?;
    Ok(path.image(FOREVER, "image/webp", image.ok_or(AppError::NotFound)?))
}
