//! One link by which people join, at `/o/{slug}/settings/access/links/{id}`.

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web,
};
use serde::{Deserialize, Serialize};

use super::access::LinkRow;
use crate::{
    db::TenantReader,
    ids::JoinLinkId,
    tenancy::join_links::{self, JoinLink},
    web::{
        access::{Allowed, ManageJoining, Member, OrganizationVisit, Reading, Visit, Writing},
        commands::join_links::{self as commands, LinkForm},
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page, QrCode},
    },
};

/// The page with a link's address, QR code and conditions.
#[derive(Clone, Debug, Serialize)]
pub struct JoinLinkPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link.
    pub link: LinkRow,
    /// Its address as a QR code, if the address can be shown.
    pub qr_code: Option<QrCode>,
    /// The form as typed.
    pub form: LinkForm,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for JoinLinkPage {
    const TEMPLATE: &'static str = "pages/join_link.html";
}

/// The path `/o/{slug}/settings/access/links/{id}`.
#[derive(Debug, Deserialize)]
pub struct LinkPath {
    id: String,
}

/// `GET /o/{slug}/settings/access/links/{id}`
pub async fn show(
    allowed: Reading<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
    typed: Query<LinkForm>,
) -> Answer {
    let mut page = JoinLinkPage::read(allowed, &ui, path.id()?).await?;
    if typed.is_typed() {
        page.form = typed.into_inner();
    }
    ui.page(&page)
}

/// `GET /o/{slug}/settings/access/links/{id}/qr-code`: the code as a file, for print.
pub async fn qr_code(
    allowed: Reading<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
) -> Answer {
    let id = path.id()?;
    let (member, link) = allowed.read(async |db| join_links::get(db, id).await).await?;
    let link = link.ok_or(AppError::NotFound)?;
    let url = LinkRow::new(&ui, &member, &link).url;
    let code = url.and_then(|url| QrCode::of(&url)).ok_or(AppError::NotFound)?;
    let name = format!("attachment; filename=\"join-{}.svg\"", member.tenant.slug);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(code.svg()))
}

/// `POST /o/{slug}/settings/access/links/{id}`
pub async fn update(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
    form: web::Form<LinkForm>,
) -> Answer {
    let (member, link) = open(allowed, &path).await?;
    let here = urls::join_link(member.tenant.slug.as_str(), link.id);
    match form.parse(&link.settings, ui.now()) {
        Ok(settings) => {
            commands::update(&member, &ui.state, &link, &settings, &form.at(&here))?;
            ui.done(&here, crate::text!("notice-link-saved"), member.db.commit().await?)
        }
        Err(errors) => {
            let page = JoinLinkPage::read(member, &ui, link.id).await?;
            ui.invalid(&JoinLinkPage { form: form.into_inner(), errors, ..page })
        }
    }
}

/// `POST /o/{slug}/settings/access/links/{id}/activation`
pub async fn turn_on(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
) -> Answer {
    let (member, link) = open(allowed, &path).await?;
    let here = urls::join_link(member.tenant.slug.as_str(), link.id);
    commands::set_enabled(&member, &ui.state, &link, true, &here)?;
    ui.done(&here, crate::text!("notice-link-on"), member.db.commit().await?)
}

/// `POST /o/{slug}/settings/access/links/{id}/activation/delete`
pub async fn turn_off(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
) -> Answer {
    let (member, link) = open(allowed, &path).await?;
    let here = urls::join_link(member.tenant.slug.as_str(), link.id);
    commands::set_enabled(&member, &ui.state, &link, false, &here)?;
    ui.done(&here, crate::text!("notice-link-off"), member.db.commit().await?)
}

/// `POST /o/{slug}/settings/access/links/{id}/rotation`
pub async fn rotate(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
) -> Answer {
    let (member, link) = open(allowed, &path).await?;
    join_links::rotate(&member.db, &ui.state.link_tokens, &link, ui.now());
    let here = urls::join_link(member.tenant.slug.as_str(), link.id);
    ui.done(&here, crate::text!("notice-link-rotated"), member.db.commit().await?)
}

/// `POST /o/{slug}/settings/access/links/{id}/delete`
pub async fn delete(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<LinkPath>,
) -> Answer {
    let (member, link) = open(allowed, &path).await?;
    join_links::delete(&member.db, &link, ui.now());
    let text = crate::text!("notice-link-deleted");
    ui.done(&urls::access(member.tenant.slug.as_str()), text, member.db.commit().await?)
}

async fn open(
    allowed: Writing<Allowed<ManageJoining>>,
    path: &LinkPath,
) -> Result<(Member, JoinLink), AppError> {
    let id = path.id()?;
    allowed.open(async |db| join_links::find_to_change(db, id).await).await
}

impl LinkPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id(&self) -> Result<JoinLinkId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

impl JoinLinkPage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        id: JoinLinkId,
    ) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| join_links::get(db, id).await;
        let (member, layout, link) = ui
            .organization((crate::text!("access-join-link"), "settings/access"), visit, reads)
            .await?;
        let link = link.ok_or(AppError::NotFound)?;
        let row = LinkRow::new(ui, &member, &link);
        Ok(Self {
            layout,
            qr_code: row.url.as_deref().and_then(QrCode::of),
            link: row,
            form: LinkForm::of(&link.settings),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{JoinLinkPage, LinkForm, LinkRow, QrCode};
    use crate::web::views::{FieldErrors, HOSTILE, Layout, Samples};

    impl Samples for JoinLinkPage {
        fn samples() -> Vec<Self> {
            let sample = |link: LinkRow| Self {
                layout: Layout::sample(crate::text!("access-join-link"), "settings/access"),
                qr_code: link.url.as_deref().and_then(QrCode::of),
                link,
                form: LinkForm::default(),
                errors: FieldErrors::default(),
            };
            let mut all: Vec<_> = LinkRow::samples().into_iter().map(sample).collect();
            if let Some(last) = all.last_mut() {
                last.form.max_uses = HOSTILE.to_owned();
                last.errors = FieldErrors::one(
                    "max_uses",
                    crate::text!("invalid-setting-uses", max = "10,000"),
                );
            }
            all
        }
    }
}
