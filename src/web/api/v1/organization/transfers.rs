//! Handing an organization over to another member.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    db::{DbError, TenantReader},
    ids::{OwnershipTransferId, UserId},
    tenancy::{
        Permission,
        transfers::{self, OfferToAnswer, OwnershipTransfer, Receiver},
    },
    web::{
        access::{Allowed, Member, Reading, TransferOwnership, Visit, Writing},
        api::creation::Creation,
        api::v1::{ItemPath, answer, listing::Listing},
        commands::ownership,
        error::AppError,
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// An offer of an owner to hand the organization over.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnershipTransfer)]
struct TransferView {
    #[schema(value_type = uuid::Uuid)]
    id: OwnershipTransferId,
    /// The owner, who becomes an admin.
    #[schema(value_type = uuid::Uuid)]
    giver_id: UserId,
    /// The member, who becomes an owner by accepting.
    #[schema(value_type = uuid::Uuid)]
    receiver_id: UserId,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// `{user_id}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = NewOwnershipTransfer)]
#[serde(default)]
struct NewTransfer {
    /// The member who is to become an owner.
    #[schema(required = true, value_type = uuid::Uuid)]
    user_id: String,
}

/// `GET /api/v1/tenants/{slug}/ownership-transfers`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/ownership-transfers",
    tag = "Organizations",
    summary = "The offer that waits for an answer",
    responses(
        (
            status = 200,
            description = "At most one. Owners see it, and the member whom it is for",
            body = Listing<TransferView>,
        ),
    ),
)]
pub async fn list(
    member: Reading<Member>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let reads = async |db: &TenantReader| transfers::open(db, state.clock.now()).await;
    let (member, open) = member.read(reads).await?;
    let (you, sees_all) = (member.caller.user, member.role.may(Permission::TransferOwnership));
    let seen = open.filter(|open| sees_all || open.receiver.user == you);
    let items: Vec<_> = seen.into_iter().map(TransferView::from).collect();
    Ok(Listing::whole(items).answer())
}

/// `POST /api/v1/tenants/{slug}/ownership-transfers`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/ownership-transfers",
    tag = "Organizations",
    summary = "Offer the organization to another member",
    request_body = NewTransfer,
    responses(
        (
            status = 201,
            description = "The member gets an email and can accept within 7 days. Owners may, \
                           with a recent sign-in; one offer at a time",
            body = TransferView,
        ),
    ),
)]
pub async fn create(
    allowed: Writing<Allowed<TransferOwnership>>,
    state: web::Data<AppState>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let now = state.clock.now();
    let reads = async |db: &TenantReader| match receiver(&sent) {
        Ok(to) => Ok::<_, DbError>(Ok((to, transfers::find_to_offer(db, to, now).await?))),
        Err(error) => Ok(Err(error)),
    };
    let (member, found) = allowed.open(reads).await?;
    if let Some(answer) = sent.answered(&member.db, &state).await? {
        member.db.close().await?;
        return Ok(answer);
    }
    let (receiver, to_offer) = found?;
    let offer = ownership::offer(&member, &state, to_offer, receiver).await?;
    let view = TransferView::from(offer);
    let answer = sent.created(&member.db, &state, None, view).await?;
    Ok(answer.after(member.db.commit().await?))
}

fn receiver(sent: &Creation) -> Result<Receiver<'static>, AppError> {
    let NewTransfer { user_id } = sent.read()?;
    let unfit = || AppError::Invalid(FieldErrors::one("user_id", "Send the id of a member."));
    user_id.parse().map(Receiver::Id).map_err(|_| unfit())
}

/// `POST /api/v1/tenants/{slug}/ownership-transfers/{id}/acceptance`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/ownership-transfers/{id}/acceptance",
    tag = "Organizations",
    summary = "Accept the organization",
    responses(
        (
            status = 200,
            description = "The caller is an owner, and the giver an admin. Takes a recent sign-in",
            body = TransferView,
        ),
    ),
)]
pub async fn accept(
    member: Writing<Member>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let (member, to_answer) = open(member, &state, id).await?;
    let back = urls::ownership_transfer(member.tenant.slug.as_str(), id);
    let (accepted, committed) = ownership::accept(member, &state, to_answer, &back).await?;
    Ok(answer::changed(TransferView::from(accepted), committed))
}

/// `DELETE /api/v1/tenants/{slug}/ownership-transfers/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/ownership-transfers/{id}",
    tag = "Organizations",
    summary = "Cancel or decline an offer",
    responses(
        (
            status = 204,
            description = "It can’t be accepted anymore. Owners may, and the member whom it is \
                           for",
        ),
    ),
)]
pub async fn delete(
    member: Writing<Member>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, to_answer) = open(member, &state, path.id()?).await?;
    Ok(answer::deleted(ownership::cancel(member, &state, to_answer).await?.1))
}

async fn open(
    member: Writing<Member>,
    state: &AppState,
    id: OwnershipTransferId,
) -> Result<(Member, OfferToAnswer), AppError> {
    let now = state.clock.now();
    member.open(async |db| transfers::find_to_answer(db, &state.bans, id, now).await).await
}

impl From<OwnershipTransfer> for TransferView {
    fn from(open: OwnershipTransfer) -> Self {
        Self {
            id: open.id,
            giver_id: open.giver.user,
            receiver_id: open.receiver.user,
            created_at: open.created_at,
            expires_at: open.expires_at,
        }
    }
}
