//! The people of an organization, at `/o/{slug}/members`.

use serde::Serialize;

use super::people::{
    list::MemberList, permissions::PermissionRow, roles::RoleChoice, row::MemberRow,
};
use crate::{
    db::TenantReader,
    tenancy::{Permission, memberships::directory},
    web::{
        access::{Member, Reading},
        commands::members_query::MembersQuery,
        request::query::Query,
        ui::{Answer, Ui},
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
    /// Whether the reader may change members.
    pub may_change: bool,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
    /// The permissions of each role.
    pub permissions: Vec<PermissionRow>,
    /// The list around them.
    pub list: MemberList,
}

impl Page for MembersPage {
    const TEMPLATE: &'static str = "pages/members.html";
}

/// `GET /o/{slug}/members`
pub async fn show(member: Reading<Member>, ui: Ui, query: Query<MembersQuery>) -> Answer {
    let selection = query.selection();
    let reads = async |db: &TenantReader| directory::page(db, &selection, query.page()).await;
    let (member, layout, (members, total)) =
        ui.organization((crate::text!("members"), "members"), member, reads).await?;
    let list = MemberList::new(member.tenant.slug.as_str(), &query, members.len(), total);
    let page = MembersPage {
        layout,
        members: members.into_iter().map(|row| MemberRow::new(row, &member)).collect(),
        may_invite: member.role.may(Permission::InviteMembers),
        may_change: member.role.may(Permission::ManageMembers),
        roles: RoleChoice::all(member.role),
        permissions: PermissionRow::all(),
        list,
    };
    ui.page(&page)
}

#[cfg(test)]
mod samples {
    use super::{MemberList, MemberRow, MembersPage, MembersQuery, PermissionRow, RoleChoice};
    use crate::{
        db::CappedCount,
        types::Role,
        web::{
            urls,
            views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time},
        },
    };

    impl Samples for MembersPage {
        fn samples() -> Vec<Self> {
            let alone = Self {
                layout: Layout::sample(crate::text!("members"), "members"),
                members: vec![member("Ada Lovelace", "ada@example.com", "owner", true)],
                may_invite: true,
                may_change: true,
                roles: RoleChoice::all(Role::Owner),
                permissions: PermissionRow::all(),
                list: MemberList::new(
                    "acme",
                    &MembersQuery::default(),
                    1,
                    CappedCount::of(1, 1000),
                ),
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
                list: MemberList::new(
                    "acme",
                    &MembersQuery::of("q=a&sort=name"),
                    50,
                    CappedCount::of(1000, 1000),
                ),
                ..alone.clone()
            };
            let seen = crowd.members.iter().cloned();
            let members = seen.map(|row| MemberRow { may_change: false, ..row }).collect();
            let reader = Self {
                may_invite: false,
                may_change: false,
                roles: vec![],
                members,
                ..crowd.clone()
            };
            let nobody = MembersQuery::of("q=nobody&filter=suspended");
            let list = MemberList::new("acme", &nobody, 0, CappedCount::default());
            let none = Self { members: vec![], list, ..alone.clone() };
            vec![alone, crowd, reader, none]
        }
    }

    fn member(name: &str, email: &str, role: &str, is_you: bool) -> MemberRow {
        MemberRow {
            id: format!("01957{}", email.len()),
            name: name.to_owned(),
            email: email.to_owned(),
            role: role.to_owned(),
            is_you,
            joined_at: sample_time(0),
            last_active_at: sample_time(30),
            suspended: name.is_empty(),
            may_change: true,
            picture: is_you.then(|| urls::member_picture("acme", "5e".repeat(32))),
        }
    }
}
