//! The people of an organization, at `/o/{slug}/members`.

use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::people::{roles::RoleChoice, row::MemberRow};
use crate::{
    db::DbError,
    tenancy::{invitations, memberships},
    types::Role,
    web::{
        access::Member,
        request::{paging::PageQuery, query::Query},
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that lists members and invites colleagues.
#[derive(Clone, Debug, Serialize)]
pub struct MembersPage {
    /// The shared layout.
    pub layout: Layout,
    /// The members on this page of the list.
    pub members: Vec<MemberRow>,
    /// Invitations without an answer.
    pub invitations: Vec<InvitationRow>,
    /// Whether the reader may invite colleagues.
    pub may_invite: bool,
    /// The invitation form.
    pub form: InviteForm,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
    /// The link to the previous page.
    pub prev_href: Option<String>,
    /// The link to the next page.
    pub next_href: Option<String>,
}

/// One open invitation.
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

/// An invitation as typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InviteForm {
    /// The address to invite.
    pub email: String,
    /// The chosen role's value.
    pub role: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for MembersPage {
    const TEMPLATE: &'static str = "pages/members.html";
}

/// The query `?email=…&role=…`: the form as typed before the step-up.
#[derive(Debug, Default, Deserialize)]
pub struct InviteQuery {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// `GET /o/{slug}/members`
pub async fn show(
    member: Member,
    ui: Ui,
    query: Query<PageQuery>,
    typed: Query<InviteQuery>,
) -> Answer {
    let people = People::read(&member, &ui, &query).await?;
    let mut page = MembersPage::new(&member, people, &query);
    page.form.fill(&typed, member.role);
    member.db.close().await?;
    ui.page(&page)
}

impl InviteForm {
    /// Fills in what was typed before the step-up, but not a role that the reader may not give.
    fn fill(&mut self, typed: &InviteQuery, own: Role) {
        self.email.clone_from(&typed.email);
        if typed.role.parse().is_ok_and(|role| own.may_grant(role)) {
            self.role.clone_from(&typed.role);
        }
    }
}

/// The page's data from the database.
pub(in crate::web::pages) struct People {
    members: (Vec<memberships::Member>, i64),
    invitations: Vec<invitations::PendingInvitation>,
    layout: Layout,
}

impl People {
    pub(in crate::web::pages) async fn read(
        member: &Member,
        ui: &Ui,
        query: &PageQuery,
    ) -> Result<Self, DbError> {
        let db = &member.db;
        let (members, invitations, layout) = try_join!(
            memberships::list(db, query.window()),
            invitations::pending(db, ui.now()),
            ui.organization(("Members", "members"), member),
        )?;
        Ok(Self { members, invitations, layout })
    }
}

impl MembersPage {
    pub(in crate::web::pages) fn new(member: &Member, people: People, query: &PageQuery) -> Self {
        let (members, total) = people.members;
        let place = query.place(&urls::members(&member.tenant.slug), total);
        let may_invite = member.role >= Role::Admin;
        let invitations = if may_invite { people.invitations } else { Vec::new() };
        Self {
            layout: people.layout,
            members: members.into_iter().map(|row| MemberRow::new(row, member)).collect(),
            invitations: invitations.into_iter().map(InvitationRow::from).collect(),
            may_invite,
            form: InviteForm { role: Role::Member.to_string(), ..InviteForm::default() },
            roles: RoleChoice::all(member.role),
            prev_href: place.prev_href,
            next_href: place.next_href,
        }
    }
}

impl From<invitations::PendingInvitation> for InvitationRow {
    fn from(pending: invitations::PendingInvitation) -> Self {
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
    use super::{
        FieldErrors, InvitationRow, InviteForm, MemberRow, MembersPage, Role, RoleChoice, urls,
    };
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for MembersPage {
        fn samples() -> Vec<Self> {
            let alone = Self {
                layout: Layout::sample("Members", "members"),
                members: vec![member("Ada Lovelace", "ada@example.com", "owner", true)],
                invitations: vec![],
                may_invite: true,
                form: InviteForm { role: "member".to_owned(), ..InviteForm::default() },
                roles: RoleChoice::all(Role::Owner),
                prev_href: None,
                next_href: None,
            };
            let crowd = Self {
                members: vec![
                    member("Ada Lovelace", "ada@example.com", "owner", true),
                    member(
                        LONG_NAME,
                        "freight.forwarding.department@subdomain.example.com",
                        "admin",
                        false,
                    ),
                    member("", "nameless@example.com", "member", false),
                    member(HOSTILE, HOSTILE, "member", false),
                ],
                invitations: vec![invitation("grace@example.com"), invitation(HOSTILE)],
                form: refused(),
                next_href: Some(format!("{}?page=2", urls::members("acme"))),
                ..alone.clone()
            };
            let seen = crowd.members.iter().cloned();
            let members = seen.map(|row| MemberRow { may_change: false, ..row }).collect();
            let reader = Self { may_invite: false, roles: vec![], members, ..crowd.clone() };
            vec![alone, crowd, reader]
        }
    }

    fn refused() -> InviteForm {
        let errors = FieldErrors::one("email", "This person is a member already.");
        InviteForm { email: "grace@example.com".to_owned(), role: "admin".to_owned(), errors }
    }

    fn member(name: &str, email: &str, role: &str, is_you: bool) -> MemberRow {
        MemberRow {
            id: "01957".to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            role: role.to_owned(),
            is_you,
            joined_at: sample_time(0),
            suspended: name.is_empty(),
            may_change: true,
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
