//! Another role for several members, or their removal, at `/o/{slug}/members/bulk`.

use actix_web::web;
use futures_util::try_join;
use serde::Serialize;

use super::bulk_selection::{BulkAction, BulkForm, BulkSelection};
use crate::{
    db::TenantReader,
    ids::UserId,
    locale::Text,
    tenancy::memberships::{
        self,
        changes::{self, MemberToChange},
    },
    text,
    todos::{self, Held},
    web::{
        access::{
            Allowed, ManageMembers, Member, OrganizationVisit, Reading, Viewer, Visit, Writing,
        },
        commands::{
            member_changes::{self, MadeChange},
            members_query::back_to,
        },
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that asks before several members are changed, and then says what was done.
#[derive(Clone, Debug, Serialize)]
pub struct MembersBulkPage {
    /// The shared layout.
    pub layout: Layout,
    /// `"role"` or `"remove"`.
    pub action: String,
    /// The role that the members get, or nothing.
    pub role: String,
    /// The ticked members together, for the form.
    pub members: String,
    /// The members who can be changed, or were.
    pub changed: Vec<BulkRow>,
    /// The members who stay as they are, and why.
    pub refused: Vec<BulkRow>,
    /// The todos of those who are removed.
    pub held: Held,
    /// Whether it has been done.
    pub is_done: bool,
    /// The query of the list that the page leads back to.
    pub list: String,
    /// The address of that list.
    pub back: String,
}

/// One of the members.
#[derive(Clone, Debug, Serialize)]
pub struct BulkRow {
    /// Display name; may be empty.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// The role before the change.
    pub role: String,
    /// The reason why nothing changes; empty if something does.
    pub reason: String,
    /// The URL of their picture.
    pub picture: Option<String>,
}

impl Page for MembersBulkPage {
    const TEMPLATE: &'static str = "pages/members_bulk.html";
}

/// `GET /o/{slug}/members/bulk`
pub async fn show(allowed: Reading<Allowed<ManageMembers>>, ui: Ui) -> Answer {
    let selection = match BulkSelection::of_query(ui.req.query_string()) {
        Ok(selection) => selection,
        Err(error) => return Err(allowed.refuse(error).await),
    };
    let (page, _) = MembersBulkPage::read(allowed, &ui, &selection).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/members/bulk`
pub async fn change(
    allowed: Writing<Allowed<ManageMembers>>,
    ui: Ui,
    form: web::Form<BulkForm>,
) -> Answer {
    let selection = BulkSelection::of_form(&form);
    let chosen = selection.as_ref().map(|it| it.members.as_slice()).unwrap_or_default();
    let reads = async |db: &TenantReader| changes::find_all_to_change(db, chosen).await;
    let (member, to_change) = allowed.open(reads).await?;
    let selection = selection?;
    let (page, users) = MembersBulkPage::read(&member, &ui, &selection).await?;
    let mut done = MembersBulkPage { changed: Vec::new(), is_done: true, ..page.clone() };
    let mut made = Vec::new();
    for (user, row) in users.into_iter().zip(page.changed) {
        let one = to_change.iter().find(|one| one.member().user == user);
        match one
            .ok_or(AppError::NotFound)
            .and_then(|one| change_one(&member, &ui, &selection, one))
        {
            Ok(change) => {
                made.push(change);
                done.changed.push(row);
            }
            Err(AppError::Forbidden | AppError::NotFound) => {
                let reason = text!("members-changed-meanwhile").into();
                done.refused.push(BulkRow { reason, ..row });
            }
            Err(other) => return Err(other),
        }
    }
    let _stored = member_changes::commit(member, &ui.state, made).await?;
    ui.page(&done)
}

/// Changes one member. The caller isn't among them and stays, so no organization is left
/// without an owner.
fn change_one(
    member: &Member,
    ui: &Ui,
    selection: &BulkSelection,
    to_change: &MemberToChange,
) -> Result<MadeChange, AppError> {
    let back = selection.address(member.tenant.slug.as_str());
    match selection.action {
        BulkAction::Role(role) => {
            member_changes::change_role(member, &ui.state, to_change, role, &back)
        }
        BulkAction::Remove => member_changes::remove(member, &ui.state, to_change, &back),
    }
}

impl MembersBulkPage {
    /// Reads the page, along with the ids of the members who can be changed.
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        selection: &BulkSelection,
    ) -> Result<(Self, Vec<UserId>), AppError> {
        let chosen = &selection.members;
        let reads = async |db: &TenantReader| {
            try_join!(memberships::find_all(db, chosen), todos::held_by(db, chosen))
        };
        let (member, layout, (found, held)) = ui
            .organization((crate::text!("title-change-members"), "members"), visit, reads)
            .await?;
        let (mut changed, mut refused, mut users) = (Vec::new(), Vec::new(), Vec::new());
        for row in found {
            let (user, reason) = (row.user, refusal(&member, selection.action, &row));
            let row = BulkRow {
                picture: row.picture.map(|it| urls::member_picture(&member.tenant.slug, it)),
                name: row.name,
                email: row.email,
                role: row.role.to_string(),
                reason: reason.clone().map(String::from).unwrap_or_default(),
            };
            if reason.is_some() {
                refused.push(row);
            } else {
                changed.push(row);
                users.push(user);
            }
        }
        let page = Self {
            layout,
            action: selection.action().to_owned(),
            role: selection.role().to_owned(),
            members: selection.members(),
            changed,
            refused,
            held: users.iter().filter_map(|user| held.get(user).copied()).sum(),
            is_done: false,
            list: selection.list.clone(),
            back: back_to(member.tenant.slug.as_str(), &selection.list),
        };
        Ok((page, users))
    }
}

/// Returns the reason why the reader can't change the member this way, or needn't.
fn refusal(reader: &Viewer, action: BulkAction, row: &memberships::Member) -> Option<Text> {
    match action {
        _ if row.user == reader.caller.user => Some(text!("members-this-is-you")),
        _ if row.role > reader.role => Some(text!("members-role-above")),
        BulkAction::Role(role) if role > reader.role => Some(text!("members-owners-give")),
        BulkAction::Role(role) if role == row.role => Some(text!("members-has-role")),
        _ => None,
    }
}

#[cfg(test)]
mod samples {
    use super::{BulkRow, Held, MembersBulkPage, urls};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for MembersBulkPage {
        fn samples() -> Vec<Self> {
            let none = Self {
                layout: Layout::sample(crate::text!("title-change-members"), "members"),
                action: "remove".to_owned(),
                role: String::new(),
                members: String::new(),
                changed: vec![],
                refused: vec![],
                held: Held::default(),
                is_done: false,
                list: String::new(),
                back: "/o/acme/members".to_owned(),
            };
            let some = Self {
                changed: vec![row(LONG_NAME, ""), row("", "")],
                refused: vec![row(HOSTILE, &crate::text!("members-role-above").to_string())],
                held: Held { private: 12, shared: 1, assigned: 3 },
                ..none.clone()
            };
            let done = Self { is_done: true, ..some.clone() };
            let roles =
                Self { action: "role".to_owned(), role: "admin".to_owned(), ..some.clone() };
            vec![none, some, done, roles]
        }
    }

    fn row(name: &str, reason: &str) -> BulkRow {
        BulkRow {
            name: name.to_owned(),
            email: "grace@example.com".to_owned(),
            role: "member".to_owned(),
            reason: reason.to_owned(),
            picture: reason.is_empty().then(|| urls::member_picture("acme", "5e".repeat(32))),
        }
    }
}
