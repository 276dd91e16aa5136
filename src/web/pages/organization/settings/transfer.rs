//! Handing an organization over, at `/o/{slug}/settings/transfer`.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use crate::{
    db::TenantReader,
    tenancy::transfers::{self, Candidate, OwnershipTransfer, Receiver},
    types::EmailAddress,
    web::{
        access::{Allowed, Member, OrganizationVisit, Reading, Recent, TransferOwnership, Writing},
        commands::ownership,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that offers an organization to another member.
#[derive(Clone, Debug, Serialize)]
pub struct TransferPage {
    /// The shared layout.
    pub layout: Layout,
    /// The offer that waits for an answer.
    pub open: Option<OfferRow>,
    /// Some members whom it can be offered to.
    pub candidates: Vec<CandidateRow>,
    /// The address as typed.
    pub email: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

/// An offer that waits for an answer.
#[derive(Clone, Debug, Serialize)]
pub struct OfferRow {
    /// The part of the URL after `/ownership-transfers/`.
    pub id: String,
    /// The name of the owner who offers; may be empty.
    pub giver_name: String,
    /// The name of the member who can accept; may be empty.
    pub receiver_name: String,
    /// Their address.
    pub receiver_email: String,
    /// The time from which it can't be accepted.
    pub expires_at: DateTime<Utc>,
}

/// A member whom the organization can be offered to.
#[derive(Clone, Debug, Serialize)]
pub struct CandidateRow {
    /// Display name; may be empty.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
}

impl Page for TransferPage {
    const TEMPLATE: &'static str = "pages/settings_transfer.html";
}

/// The form's field.
#[derive(Debug, Default, Deserialize)]
pub struct TransferForm {
    #[serde(default)]
    email: String,
}

/// `GET /o/{slug}/settings/transfer`
pub async fn show(allowed: Reading<Recent<Allowed<TransferOwnership>>>, ui: Ui) -> Answer {
    let page = TransferPage::read(allowed, &ui).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/settings/transfer`
pub async fn offer(
    allowed: Writing<Allowed<TransferOwnership>>,
    ui: Ui,
    form: web::Form<TransferForm>,
) -> Answer {
    let email = form.email.parse::<EmailAddress>();
    let receiver = Receiver::Email(email.as_ref().map_or("", EmailAddress::as_str));
    let reads = async |db: &_| transfers::find_to_offer(db, receiver, ui.now()).await;
    let (member, to_offer) = allowed.open(reads).await?;
    let sent = match &email {
        Ok(_) => ownership::offer(&member, &ui.state, to_offer, receiver).await,
        Err(problem) => Err(AppError::Invalid(FieldErrors::one("email", problem.to_string()))),
    };
    match sent {
        Ok(offer) => {
            let text = crate::text!("notice-transfer-asked", name = shown(&offer));
            ui.done(&urls::transfer(member.tenant.slug.as_str()), text, member.db.commit().await?)
        }
        Err(AppError::Invalid(errors)) => {
            invalid_form(member, &ui, form.into_inner(), errors).await
        }
        Err(AppError::Conflict(message)) => {
            let page = again(member, &ui, form.into_inner(), FieldErrors::whole(message)).await?;
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(AppError::TooMany(seconds)) => {
            let errors = FieldErrors::too_soon(crate::text!("refusal-many-emails"), seconds);
            ui.too_soon(&again(member, &ui, form.into_inner(), errors).await?, seconds)
        }
        Err(other) => Err(other),
    }
}

async fn invalid_form(member: Member, ui: &Ui, form: TransferForm, errors: FieldErrors) -> Answer {
    ui.invalid(&again(member, ui, form, errors).await?)
}

/// Reads the page again; the refused statement may have ended the request's transaction.
async fn again(
    member: Member,
    ui: &Ui,
    form: TransferForm,
    errors: FieldErrors,
) -> Result<TransferPage, AppError> {
    let member = member.again(&ui.state).await?;
    let page = TransferPage::read(&member, ui).await?;
    Ok(TransferPage { email: form.email, errors, ..page })
}

fn shown(offer: &OwnershipTransfer) -> &str {
    let party = &offer.receiver;
    if party.name.is_empty() { &party.email } else { &party.name }
}

impl TransferPage {
    async fn read(visit: impl OrganizationVisit, ui: &Ui) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| {
            try_join!(transfers::open(db, ui.now()), transfers::candidates(db))
        };
        let (_, layout, (open, candidates)) = ui
            .organization((crate::text!("transfer-ownership"), "settings/danger"), visit, reads)
            .await?;
        Ok(Self {
            layout,
            open: open.map(OfferRow::from),
            candidates: candidates.into_iter().map(CandidateRow::from).collect(),
            email: String::new(),
            errors: FieldErrors::default(),
        })
    }
}

impl From<OwnershipTransfer> for OfferRow {
    fn from(open: OwnershipTransfer) -> Self {
        Self {
            id: open.id.to_string(),
            giver_name: open.giver.name,
            receiver_name: open.receiver.name,
            receiver_email: open.receiver.email,
            expires_at: open.expires_at,
        }
    }
}

impl From<Candidate> for CandidateRow {
    fn from(candidate: Candidate) -> Self {
        Self { name: candidate.party.name, email: candidate.party.email }
    }
}

#[cfg(test)]
mod samples {
    use super::{CandidateRow, FieldErrors, OfferRow, TransferPage};
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl OfferRow {
        /// Returns an offer by a person with the name.
        pub(in crate::web::pages) fn sample(name: &str) -> Self {
            Self {
                id: "01957".to_owned(),
                giver_name: name.to_owned(),
                receiver_name: name.to_owned(),
                receiver_email: "grace@example.com".to_owned(),
                expires_at: sample_time(168),
            }
        }
    }

    impl Samples for TransferPage {
        fn samples() -> Vec<Self> {
            let candidate = |name: &str, email: &str| CandidateRow {
                name: name.to_owned(),
                email: email.to_owned(),
            };
            let alone = Self {
                layout: Layout::sample(crate::text!("transfer-ownership"), "settings/danger"),
                open: None,
                candidates: vec![],
                email: String::new(),
                errors: FieldErrors::default(),
            };
            let refused = Self {
                candidates: vec![
                    candidate("Grace Hopper", "grace@example.com"),
                    candidate("", HOSTILE),
                ],
                email: HOSTILE.to_owned(),
                errors: FieldErrors::one("email", crate::text!("member-unknown")),
                ..alone.clone()
            };
            let waiting = Self { open: Some(OfferRow::sample(HOSTILE)), ..alone.clone() };
            vec![alone, refused, waiting]
        }
    }
}
