//! The people of an organization, at `/o/{slug}/members`.

use futures_util::try_join;
use serde::Serialize;

use super::people::{roles::RoleChoice, row::MemberRow};
use crate::{
    tenancy::{Permission, memberships},
    web::{
        access::Member,
        request::{paging::PageQuery, query::Query},
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that lists members.
#[derive(Clone, Debug, Serialize)]
pub struct MembersPage {
    /// The shared layout.
    pub layout: Layout,
    /// The members on this page of the list.
    pub members: Vec<MemberRow>,
    /// Whether the reader may invite people.
    pub may_invite: bool,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
    /// The link to the previous page.
    pub prev_href: Option<String>,
    /// The link to the next page.
    pub next_href: Option<String>,
}

impl Page for MembersPage {
    const TEMPLATE: &'static str = "pages/members.html";
}

/// `GET /o/{slug}/members`
pub async fn show(member: Member, ui: Ui, query: Query<PageQuery>) -> Answer {
    let ((members, total), layout) = try_join!(
        memberships::list(&member.db, query.window()),
        ui.organization(("Members", "members"), &member),
    )?;
    let place = query.place(&urls::members(&member.tenant.slug), total);
    let page = MembersPage {
        layout,
        members: members.into_iter().map(|row| MemberRow::new(row, &member)).collect(),
        may_invite: member.role.may(Permission::InviteMembers),
        roles: RoleChoice::all(member.role),
        prev_href: place.prev_href,
        next_href: place.next_href,
    };
    member.db.close().await?;
    ui.page(&page)
}

#[cfg(test)]
mod samples {
    use super::{MemberRow, MembersPage, RoleChoice, urls};
    use crate::{
        types::Role,
        web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time},
    };

    impl Samples for MembersPage {
        fn samples() -> Vec<Self> {
            let alone = Self {
                layout: Layout::sample("Members", "members"),
                members: vec![member("Ada Lovelace", "ada@example.com", "owner", true)],
                may_invite: true,
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
                next_href: Some(format!("{}?page=2", urls::members("acme"))),
                ..alone.clone()
            };
            let seen = crowd.members.iter().cloned();
            let members = seen.map(|row| MemberRow { may_change: false, ..row }).collect();
            let reader = Self { may_invite: false, roles: vec![], members, ..crowd.clone() };
            vec![alone, crowd, reader]
        }
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
}
