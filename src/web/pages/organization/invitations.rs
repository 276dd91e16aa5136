//! An organization's invitations, at `/o/{slug}/invitations`.

use actix_web::web;
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::{invite_form::InviteForm, people::roles::RoleChoice};
use crate::{
    tenancy::{
        InviteError,
        invitations::{self, PendingInvitation},
    },
    types::{AddressList, Role},
    web::{
        access::{Allowed, InviteMembers, Member},
        commands::invite::{self, Invited, Invitees},
        error::AppError,
        request::{fields, query::Query},
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that lists invitations and sends new ones.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The invitations.
    pub invitations: Vec<InvitationRow>,
    /// The form that invites people.
    pub form: InviteForm,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
}

/// One invitation.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationRow {
    /// The part of the URL after `/invitations/`.
    pub id: String,
    /// The address it was sent to.
    pub email: String,
    /// The role it gives.
    pub role: String,
    /// The time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
    /// The name of the member who sent it.
    pub invited_by: String,
}

impl Page for InvitationsPage {
    const TEMPLATE: &'static str = "pages/invitations.html";
}

/// The fields of the form, and of the query that fills it in again after the step-up.
#[derive(Debug, Default, Deserialize)]
pub struct NewInvitations {
    /// One address or many.
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// The path `/o/{slug}/invitations/{id}`.
#[derive(Debug, Deserialize)]
pub struct InvitationPath {
    id: String,
}

/// `GET /o/{slug}/invitations`
pub async fn show(allowed: Allowed<InviteMembers>, ui: Ui, typed: Query<NewInvitations>) -> Answer {
    let member = allowed.member;
    let mut page = InvitationsPage::read(&member, &ui).await?;
    member.db.close().await?;
    page.form.fill(&typed.email, &typed.role, member.role);
    ui.page(&page)
}

/// `POST /o/{slug}/invitations`. Sends all that can be sent; the rest stays in the form.
pub async fn create(
    allowed: Allowed<InviteMembers>,
    ui: Ui,
    form: web::Form<NewInvitations>,
) -> Answer {
    let member = allowed.member;
    let new = match form.parse(member.role) {
        Ok(new) => new,
        Err(errors) => {
            let mut page = InvitationsPage::read(&member, &ui).await?;
            let NewInvitations { email, role } = form.into_inner();
            page.form = InviteForm { email, role, errors, ..page.form };
            return ui.invalid(&page);
        }
    };
    let results = invite::send(&member, &ui.state, &new).await?;
    if results.iter().all(|it| it.outcome.sent().is_some()) {
        let done = member.db.commit().await?;
        return ui.done(&urls::invitations(&member.tenant.slug), on_their_way(&results), done);
    }
    let page = InvitationsPage::read(&member, &ui).await?;
    member.db.close().await?;
    partly_sent(&ui, page, new.role, &results)
}

/// Returns the sentence after all invitations were sent.
fn on_their_way(results: &[Invited]) -> String {
    let sent = results.iter().find_map(|it| it.outcome.sent());
    match (results.len(), sent) {
        (1, Some(one)) => format!("The invitation to {} is on its way.", one.email.shown()),
        (many, _) => format!("{many} invitations are on their way."),
    }
}

/// Shows the page with what came of each address; the ones that weren't invited stay in
/// the form.
fn partly_sent(ui: &Ui, mut page: InvitationsPage, role: Role, results: &[Invited]) -> Answer {
    page.form = InviteForm::after(results, role);
    match page.form.retry_after() {
        Some(seconds) => ui.too_soon(&page, seconds),
        None => ui.invalid(&page),
    }
}

/// `POST /o/{slug}/invitations/{id}/delete`
pub async fn cancel(
    allowed: Allowed<InviteMembers>,
    ui: Ui,
    path: web::Path<InvitationPath>,
) -> Answer {
    let member = allowed.member;
    let id = path.id.parse().map_err(|_| AppError::NotFound)?;
    if !invitations::cancel(&member.db, id, ui.now()).await? {
        return Err(AppError::NotFound);
    }
    let text = "The invitation is taken back.";
    ui.done(&urls::invitations(&member.tenant.slug), text, member.db.commit().await?)
}

impl NewInvitations {
    /// Parses the form. On the page, a role above the member's own is a field error.
    fn parse(&self, own: Role) -> Result<Invitees, FieldErrors> {
        let list = AddressList::from_text(&self.email);
        let (addresses, role) = fields::invitees("email", list, &self.role)?;
        if !own.may_grant(role) {
            return Err(FieldErrors::one("role", InviteError::RoleTooHigh.to_string()));
        }
        Ok(Invitees { addresses, role })
    }
}

impl InvitationsPage {
    async fn read(member: &Member, ui: &Ui) -> Result<Self, AppError> {
        let (invitations, layout) = try_join!(
            invitations::pending(&member.db, ui.now()),
            ui.organization(("Invitations", "members"), member),
        )?;
        Ok(Self {
            layout,
            invitations: invitations.into_iter().map(InvitationRow::from).collect(),
            form: InviteForm::default(),
            roles: RoleChoice::all(member.role),
        })
    }
}

impl From<PendingInvitation> for InvitationRow {
    fn from(pending: PendingInvitation) -> Self {
        Self {
            id: pending.id.to_string(),
            email: pending.email,
            role: pending.role.to_string(),
            expires_at: pending.expires_at,
            invited_by: pending.invited_by,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, InvitationRow, InvitationsPage, InviteForm, RoleChoice};
    use crate::{
        types::Role,
        web::views::{HOSTILE, Layout, Samples, sample_time},
    };

    impl Samples for InvitationsPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample("Invitations", "members"),
                invitations: vec![],
                form: InviteForm::default(),
                roles: RoleChoice::all(Role::Admin),
            };
            let partly = Self {
                invitations: vec![invitation("grace@example.com"), invitation(HOSTILE)],
                form: InviteForm::sample(),
                ..empty.clone()
            };
            let errors = FieldErrors::one("role", "You can only give roles up to your own.");
            let refused = InviteForm { email: HOSTILE.to_owned(), errors, ..InviteForm::default() };
            vec![empty.clone(), partly, Self { form: refused, ..empty }]
        }
    }

    fn invitation(email: &str) -> InvitationRow {
        InvitationRow {
            id: "01957".to_owned(),
            email: email.to_owned(),
            role: "member".to_owned(),
            expires_at: sample_time(240),
            invited_by: "Ada Lovelace".to_owned(),
        }
    }
}
