//! One domain of an organization and its proof, at
//! `/o/{slug}/settings/access/domains/{id}`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use super::domain_row::DomainRow;
use crate::{
    db::TenantReader,
    ids::DomainId,
    locale::Text,
    tenancy::domains::{self, DomainError},
    web::{
        access::{Allowed, ManageJoining, OrganizationVisit, Reading, Writing},
        commands::domains::{self as commands, Checked},
        error::AppError,
        session_cookie,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Flash, FlashKind, Layout, Page},
    },
};

/// The page that proves a domain and says what it offers.
#[derive(Clone, Debug, Serialize)]
pub struct DomainPage {
    /// The shared layout.
    pub layout: Layout,
    /// The domain.
    pub domain: DomainRow,
    /// The name of the TXT record.
    pub record_name: String,
    /// The text that the TXT record has to hold.
    pub record_value: String,
    /// The mailboxes that a code can be sent to.
    pub mailboxes: Vec<String>,
    /// The mailbox that a code is open for; `None` if there is none.
    pub code_sent_to: Option<String>,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for DomainPage {
    const TEMPLATE: &'static str = "pages/domain.html";
}

/// The path `/o/{slug}/settings/access/domains/{id}`.
#[derive(Debug, Deserialize)]
pub struct DomainPath {
    id: String,
}

/// The fields of the page's forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DomainForm {
    offer: String,
    mailbox: String,
    code: String,
}

/// `GET /o/{slug}/settings/access/domains/{id}`
pub async fn show(
    allowed: Reading<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<DomainPath>,
) -> Answer {
    let page = DomainPage::read(allowed, &ui, path.id()?).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/settings/access/domains/{id}/record`: looks the record up.
pub async fn check_record(
    allowed: Allowed<ManageJoining>,
    ui: Ui,
    path: web::Path<DomainPath>,
) -> Answer {
    let (member, id) = (allowed.member, path.id()?);
    let here = urls::domain(member.tenant.slug.as_str(), id);
    let problem = match commands::check_record(member, &ui.state, id).await {
        Ok(Checked::Proven(db)) => return ui.done(&here, PROVEN, db.commit().await?),
        Ok(Checked::Missing) => crate::text!("refusal-no-record").into(),
        Ok(Checked::Unknown) => crate::text!("refusal-dns-silent").into(),
        Err(AppError::Conflict(reason)) => reason,
        Err(other) => return Err(other),
    };
    session_cookie::notify(&ui.session, Flash { kind: FlashKind::Error, text: problem });
    ui.go(&here)
}

/// `POST /o/{slug}/settings/access/domains/{id}/code`: mails a code.
pub async fn send_code(
    allowed: Allowed<ManageJoining>,
    ui: Ui,
    path: web::Path<DomainPath>,
    form: web::Form<DomainForm>,
) -> Answer {
    let (member, id) = (allowed.member, path.id()?);
    let here = urls::domain(member.tenant.slug.as_str(), id);
    match commands::send_code(&member, &ui.state, id, &form.mailbox).await {
        Ok(mailbox) => {
            let text = crate::text!("notice-domain-code", email = mailbox.shown());
            ui.done(&here, text, member.db.commit().await?)
        }
        Err(AppError::Invalid(errors)) => {
            let member = member.again(&ui.state).await?;
            let page = DomainPage::read(&member, &ui, id).await?;
            ui.invalid(&DomainPage { errors, ..page })
        }
        Err(other) => Err(other),
    }
}

/// `POST /o/{slug}/settings/access/domains/{id}/verification`: tries the mailed code.
pub async fn try_code(
    allowed: Allowed<ManageJoining>,
    ui: Ui,
    path: web::Path<DomainPath>,
    form: web::Form<DomainForm>,
) -> Answer {
    let (member, id) = (allowed.member, path.id()?);
    let here = urls::domain(member.tenant.slug.as_str(), id);
    let page = DomainPage::read(&member, &ui, id).await?;
    match commands::try_code(&member, &ui.state, id, &form.code).await {
        Ok(true) => ui.done(&here, PROVEN, member.db.commit().await?),
        Ok(false) => {
            // Keep what was counted.
            member.db.close().await?;
            ui.invalid(&DomainPage { errors: FieldErrors::one("code", WRONG_CODE), ..page })
        }
        Err(AppError::Conflict(reason)) => {
            ui.invalid(&DomainPage { errors: FieldErrors::whole(reason), ..page })
        }
        Err(other) => Err(other),
    }
}

/// The notice after a proof.
const PROVEN: Text = Text::new("notice-domain-proven");

/// The answer to a code that isn't the mailed one.
pub const WRONG_CODE: Text = Text::new("refusal-domain-code");

/// `POST /o/{slug}/settings/access/domains/{id}`: changes what it offers.
pub async fn update(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<DomainPath>,
    form: web::Form<DomainForm>,
) -> Answer {
    let id = path.id()?;
    let reads = async |db: &TenantReader| domains::find_to_change(db, id).await;
    let (member, domain) = allowed.open(reads).await?;
    let Ok(offer) = form.offer.parse() else {
        let page = DomainPage::read(member, &ui, id).await?;
        let errors = FieldErrors::one("offer", crate::text!("refusal-choose-offer"));
        return ui.invalid(&DomainPage { errors, ..page });
    };
    commands::set_offer(&member, &ui.state, &domain, offer)?;
    let here = urls::domain(member.tenant.slug.as_str(), id);
    let saved = member.db.commit().await.map_err(DomainError::from)?;
    ui.done(&here, crate::text!("notice-offer-saved"), saved)
}

/// `POST /o/{slug}/settings/access/domains/{id}/delete`
pub async fn delete(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<DomainPath>,
) -> Answer {
    let id = path.id()?;
    let reads = async |db: &TenantReader| domains::find_to_change(db, id).await;
    let (member, domain) = allowed.open(reads).await?;
    domains::remove(&member.db, &domain, ui.now());
    let text = crate::text!("notice-domain-removed", domain = domain.domain.shown());
    ui.done(&urls::access(member.tenant.slug.as_str()), text, member.db.commit().await?)
}

impl DomainPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id(&self) -> Result<DomainId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

impl DomainPage {
    async fn read(visit: impl OrganizationVisit, ui: &Ui, id: DomainId) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| domains::get(db, id).await;
        let (_, layout, domain) = ui
            .organization((crate::text!("access-domain"), "settings/access"), visit, reads)
            .await?;
        let domain = domain.ok_or(AppError::NotFound)?;
        let is_open = domain.code_expires_at.is_some_and(|ends| ends > ui.now());
        Ok(Self {
            layout,
            record_name: domain.record_name(),
            record_value: domain.record_value(),
            mailboxes: domain.mailboxes().into_iter().map(String::from).collect(),
            code_sent_to: domain.code_mailbox.clone().filter(|_| is_open),
            domain: DomainRow::new(&domain, ui.now()),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{DomainPage, DomainRow, WRONG_CODE};
    use crate::web::views::{FieldErrors, Layout, Samples};

    impl Samples for DomainPage {
        fn samples() -> Vec<Self> {
            let sample = |domain: DomainRow| Self {
                layout: Layout::sample(crate::text!("access-domain"), "settings/access"),
                record_name: format!("_tenantry.{}", domain.name),
                record_value: "tenantry-verification=4f1d4f1d4f1d".to_owned(),
                mailboxes: vec!["ada@acme.example".to_owned(), "admin@acme.example".to_owned()],
                code_sent_to: None,
                domain,
                errors: FieldErrors::default(),
            };
            let mut all: Vec<_> = DomainRow::samples().into_iter().map(sample).collect();
            if let Some(first) = all.first_mut() {
                first.code_sent_to = Some("admin@acme.example".to_owned());
                first.errors = FieldErrors::one("code", WRONG_CODE);
            }
            all
        }
    }
}
