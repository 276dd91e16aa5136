//! An organization's invitations, at `/o/{slug}/invitations`.

pub mod actions;
mod form;
mod rows;

use actix_web::web;
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use self::{
    form::InviteForm,
    rows::{CopiedLink, InvitationRow, StateChoice},
};
use super::people::roles::RoleChoice;
use crate::{
    db::TenantReader,
    ids::InvitationId,
    locale::Text,
    tenancy::{
        InviteError,
        invitations::{
            State,
            listing::{self, PAGE_SIZE},
        },
    },
    types::{AddressList, InvalidAddressList, Role},
    web::{
        access::{Allowed, InviteMembers, OrganizationVisit, Reading, Writing},
        commands::invitations::invite::{self, Invited, Invitees},
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
    /// The state of the invitations that are listed.
    pub state: &'static str,
    /// The states to choose from.
    pub states: Vec<StateChoice>,
    /// The invitations on this page of the list.
    pub invitations: Vec<InvitationRow>,
    /// The link to older ones.
    pub next_href: Option<String>,
    /// The reason why something wasn't done with one of them.
    pub errors: FieldErrors,
    /// A link that was made just now.
    pub link: Option<CopiedLink>,
    /// The form that invites people.
    pub form: InviteForm,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
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
    /// `home` if the form is a step on the way there.
    #[serde(default)]
    then: String,
}

/// The query `?state=…&before=…`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvitationsQuery {
    state: String,
    before: String,
}

/// `GET /o/{slug}/invitations`
pub async fn show(
    allowed: Reading<Allowed<InviteMembers>>,
    ui: Ui,
    query: Query<InvitationsQuery>,
    typed: Query<NewInvitations>,
) -> Answer {
    let state = query.state.parse().unwrap_or(State::Pending);
    let before = query.before.parse().ok();
    let mut page = InvitationsPage::read(allowed, &ui, state, before).await?;
    page.form.fill(&typed.email, &typed.role, &page.roles);
    ui.page(&page)
}

/// `POST /o/{slug}/invitations`. Sends all that can be sent; the rest stays in the form.
pub async fn create(
    allowed: Writing<Allowed<InviteMembers>>,
    ui: Ui,
    form: web::Form<NewInvitations>,
) -> Answer {
    let list = AddressList::from_text(&form.email);
    let reads = async |db: &TenantReader| invite::prepare(db, &ui.state, &list).await;
    let (member, known) = allowed.open(reads).await?;
    let new = match form.parse(list, member.role) {
        Ok(new) => new,
        Err(errors) => {
            let mut page = InvitationsPage::read(&member, &ui, State::Pending, None).await?;
            let NewInvitations { email, role, .. } = form.into_inner();
            page.form = InviteForm { email, role, errors, ..page.form };
            return ui.invalid(&page);
        }
    };
    let results = invite::send(&member, &ui.state, &new, &known).await?;
    if results.iter().all(|it| it.outcome.sent().is_some()) {
        let slug = member.tenant.slug.as_str();
        let is_step = form.then == "home";
        let next = if is_step { urls::dashboard(slug) } else { urls::invitations(slug) };
        return ui.done(&next, on_their_way(&results), member.db.commit().await?);
    }
    let page = InvitationsPage::read(&member, &ui, State::Pending, None).await?;
    let _stored = member.db.commit().await?;
    partly_sent(&ui, page, new.role, &results)
}

/// Returns the sentence after all invitations were sent.
fn on_their_way(results: &[Invited]) -> Text {
    let sent = results.iter().find_map(|it| it.outcome.sent());
    match (results.len(), sent) {
        (1, Some(one)) => crate::text!("notice-invitation-sent", email = one.email.shown()),
        (many, _) => crate::text!("invitations-now-sent", count = many),
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

impl NewInvitations {
    /// Parses the form. On the page, a role above the member's own is a field error.
    fn parse(
        &self,
        list: Result<AddressList, InvalidAddressList>,
        own: Role,
    ) -> Result<Invitees, FieldErrors> {
        let (addresses, role) = fields::invitees("email", list, &self.role)?;
        if !own.may_grant(role) {
            return Err(FieldErrors::one("role", InviteError::RoleTooHigh.to_string()));
        }
        Ok(Invitees { addresses, role })
    }
}

impl InvitationsPage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        state: State,
        before: Option<InvitationId>,
    ) -> Result<Self, AppError> {
        let now = ui.now();
        let reads = async |db: &TenantReader| {
            try_join!(listing::list(db, Some(state), before, now), listing::counts(db, now))
        };
        let (member, layout, (mut found, counts)) =
            ui.organization((crate::text!("invitations"), "members"), visit, reads).await?;
        let more = found.len() > PAGE_SIZE;
        found.truncate(PAGE_SIZE);
        let last = found.last().filter(|_| more).map(|it| it.id);
        let here = urls::invitations(member.tenant.slug.as_str());
        Ok(Self {
            layout,
            state: state.as_str(),
            states: State::ALL.map(|state| StateChoice::new(state, counts.of(state))).into(),
            next_href: last.map(|id| format!("{here}?state={}&before={id}", state.as_str())),
            invitations: found
                .into_iter()
                .map(|sent| InvitationRow::new(sent, member.role))
                .collect(),
            errors: FieldErrors::default(),
            link: None,
            form: InviteForm::default(),
            roles: RoleChoice::all(member.role),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{
        CopiedLink, FieldErrors, InvitationRow, InvitationsPage, InviteForm, RoleChoice, State,
        StateChoice,
    };
    use crate::{
        types::Role,
        web::views::{HOSTILE, Layout, Samples, sample_time},
    };

    impl Samples for InvitationsPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample(crate::text!("invitations"), "members"),
                state: "pending",
                states: State::ALL.map(|state| StateChoice::new(state, 0)).into(),
                invitations: vec![],
                next_href: None,
                errors: FieldErrors::default(),
                link: None,
                form: InviteForm::default(),
                roles: RoleChoice::all(Role::Admin),
            };
            let partly = Self {
                invitations: vec![invitation("grace@example.com"), invitation(HOSTILE)],
                next_href: Some("/o/acme/invitations?state=pending&before=01957".to_owned()),
                form: InviteForm::sample(),
                ..empty.clone()
            };
            let link = CopiedLink {
                email: "grace@example.com".to_owned(),
                url: "http://localhost:8080/invitations/4f1d".to_owned(),
            };
            let copied = Self { link: Some(link), ..partly.clone() };
            let over = ["expired", "accepted", "declined", "revoked"].map(|state| Self {
                state,
                errors: FieldErrors::whole(crate::text!("invitations-accepted-already")),
                invitations: partly.invitations.clone(),
                ..empty.clone()
            });
            let errors = FieldErrors::one("role", crate::text!("role-too-high"));
            let refused = InviteForm { email: HOSTILE.to_owned(), errors, ..InviteForm::default() };
            let all = vec![empty.clone(), partly, copied, Self { form: refused, ..empty }];
            all.into_iter().chain(over).collect()
        }
    }

    fn invitation(email: &str) -> InvitationRow {
        InvitationRow {
            id: format!("01957{}", email.len()),
            email: email.to_owned(),
            may_change: email != HOSTILE,
            role: "member".to_owned(),
            expires_at: sample_time(240),
            ended_at: Some(sample_time(200)),
            invited_by: "Ada Lovelace".to_owned(),
        }
    }
}
