//! The pictures of people: one's own at `/account/pictures/{digest}`, and those of an
//! organization's members at `/o/{slug}/pictures/{digest}`, for its members.

use actix_web::{HttpRequest, HttpResponse, web};

use super::ImagePath;
use crate::{
    db::{DbError, TenantReader, UserReader},
    users::pictures,
    web::{
        access::{Member, Reading, SignedIn, Visit},
        error::AppError,
    },
};

/// Caches that several people share must not keep it.
const FOREVER: &str = "private, max-age=31536000, immutable";

/// `GET /account/pictures/{digest}`
pub async fn own(
    signed_in: Reading<SignedIn>,
    req: HttpRequest,
    path: web::Path<ImagePath>,
) -> Result<HttpResponse, AppError> {
    let find = async |db: &UserReader, digest: &str| pictures::own_with(db, digest).await;
    show(signed_in, &req, &path, find).await
}

/// `GET /o/{slug}/pictures/{digest}`
pub async fn of_member(
    member: Reading<Member>,
    req: HttpRequest,
    path: web::Path<ImagePath>,
) -> Result<HttpResponse, AppError> {
    let find = async |db: &TenantReader, digest: &str| pictures::of_member(db, digest).await;
    show(member, &req, &path, find).await
}

/// Judges the visitor before anything is said about the image.
async fn show<V: Visit>(
    visit: V,
    req: &HttpRequest,
    path: &ImagePath,
    find: impl AsyncFn(&V::Reader, &str) -> Result<Option<Vec<u8>>, DbError>,
) -> Result<HttpResponse, AppError> {
    let digest = match path.digest() {
        Ok(digest) => digest,
        Err(error) => return Err(visit.refuse(error).await),
    };
    let reads = async |db: &V::Reader| find(db, digest).await;
    let (_, image) = visit.read::<_, DbError>(reads).await?;
    let image = image.ok_or(AppError::NotFound)?;
    if path.is_known(req) {
        return Ok(path.same(FOREVER));
    }
    Ok(path.image(FOREVER, "image/jpeg", image))
}
