//! Answering the offer of an organization, at `/o/{slug}/ownership-transfers/{id}`.

use actix_web::{FromRequest as _, HttpResponse, web};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::settings::transfer::OfferRow;
use crate::{
    db::TenantReader,
    ids::OwnershipTransferId,
    tenancy::{
        Permission,
        transfers::{self, OfferToAnswer},
    },
    web::{
        access::{Member, Reading, Writing},
        commands::ownership,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{Flash, FlashKind, Layout, Page},
    },
};

/// The page that shows an offer to the member who can accept it.
#[derive(Clone, Debug, Serialize)]
pub struct OwnershipTransferPage {
    /// The shared layout.
    pub layout: Layout,
    /// The offer; `None` if it can't be accepted any more.
    pub offer: Option<OfferRow>,
}

impl Page for OwnershipTransferPage {
    const TEMPLATE: &'static str = "pages/ownership_transfer.html";
}

/// The path `/o/{slug}/ownership-transfers/{id}`.
#[derive(Debug, Deserialize)]
pub struct TransferPath {
    id: String,
}

impl TransferPath {
    fn id(&self) -> Result<OwnershipTransferId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

const TITLE: (crate::locale::Text, &str) = (crate::text!("title-take-over"), "dashboard");

/// `GET /o/{slug}/ownership-transfers/{id}`
pub async fn show(member: Reading<Member>, ui: Ui, path: web::Path<TransferPath>) -> Answer {
    let id = path.id()?;
    let reads = async |db: &TenantReader| {
        try_join!(transfers::open(db, ui.now()), transfers::is_offered(db, id))
    };
    let (member, layout, (open, is_offered)) = ui.organization(TITLE, member, reads).await?;
    let is_current = open.as_ref().is_some_and(|open| open.id == id);
    if is_current && member.role.may(Permission::TransferOwnership) {
        return ui.go(&urls::transfer(member.tenant.slug.as_str()));
    }
    if !is_offered {
        return Err(AppError::NotFound);
    }
    let you = member.caller.user;
    let offer = open.filter(|open| open.id == id && open.receiver.user == you);
    ui.page(&OwnershipTransferPage { layout, offer: offer.map(OfferRow::from) })
}

/// `POST /o/{slug}/ownership-transfers/{id}/acceptance`
pub async fn accept(member: Writing<Member>, ui: Ui, path: web::Path<TransferPath>) -> Answer {
    let id = path.id()?;
    let (member, to_answer) = open(member, &ui, id).await?;
    let you = member.caller.user;
    let back = urls::ownership_transfer(member.tenant.slug.as_str(), id);
    let (name, dashboard) =
        (member.tenant.name.to_string(), urls::dashboard(member.tenant.slug.as_str()));
    match ownership::accept(member, &ui.state, to_answer, &back).await {
        Ok((_, committed)) => {
            ui.done(&dashboard, crate::text!("notice-now-owner", organization = name), committed)
        }
        Err(AppError::Conflict(text)) => {
            let member = Member::extract(&ui.req).await?;
            let reads = async |db: &TenantReader| transfers::open(db, ui.now()).await;
            let (_, mut layout, open) = ui.organization(TITLE, member, reads).await?;
            let offer = open.filter(|open| open.id == id && open.receiver.user == you);
            if offer.is_some() {
                layout.notices.push(Flash { kind: FlashKind::Error, text });
            }
            let page = OwnershipTransferPage { layout, offer: offer.map(OfferRow::from) };
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(other) => Err(other),
    }
}

/// `POST /o/{slug}/ownership-transfers/{id}/delete`: cancels or declines it.
pub async fn cancel(member: Writing<Member>, ui: Ui, path: web::Path<TransferPath>) -> Answer {
    let (member, to_answer) = open(member, &ui, path.id()?).await?;
    let (user, slug) = (member.caller.user, member.tenant.slug.clone());
    let (ended, committed) = ownership::cancel(member, &ui.state, to_answer).await?;
    let (text, next) = if ended.receiver.user == user {
        (crate::text!("notice-transfer-declined"), urls::dashboard(slug.as_str()))
    } else {
        (crate::text!("notice-offer-canceled"), urls::danger(slug.as_str()))
    };
    ui.done(&next, text, committed)
}

async fn open(
    member: Writing<Member>,
    ui: &Ui,
    id: OwnershipTransferId,
) -> Result<(Member, OfferToAnswer), AppError> {
    let bans = &ui.state.bans;
    member.open(async |db| transfers::find_to_answer(db, bans, id, ui.now()).await).await
}

#[cfg(test)]
mod samples {
    use super::{OfferRow, OwnershipTransferPage};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for OwnershipTransferPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample(crate::text!("title-take-over"), "dashboard");
            let gone = Self { layout, offer: None };
            let offer = |name| Self { offer: Some(OfferRow::sample(name)), ..gone.clone() };
            vec![offer("Ada Lovelace"), offer(HOSTILE), offer(""), gone]
        }
    }
}
