//! The people who ask to join an organization, at `/o/{slug}/requests`.

use actix_web::{FromRequest as _, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    db::TenantReader,
    ids::JoinRequestId,
    tenancy::join_requests::{self, OpenRequest, PAGE_SIZE},
    types::{Role, shown_address},
    web::{
        access::{Allowed, ManageJoining, Member, OrganizationVisit, Reading, Writing},
        commands::join_requests as commands,
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page on which admins decide.
#[derive(Clone, Debug, Serialize)]
pub struct JoinRequestsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The requests on this page, oldest first.
    pub requests: Vec<RequestRow>,
    /// The roles that the reader may give, the least powerful first.
    pub roles: Vec<String>,
    /// The link to later requests.
    pub next_href: Option<String>,
    /// The reason why one wasn't decided.
    pub errors: FieldErrors,
}

/// One person who asks.
#[derive(Clone, Debug, Serialize)]
pub struct RequestRow {
    /// The part of the URL after `/requests/`.
    pub id: String,
    /// The name; may be empty.
    pub name: String,
    /// The email address.
    pub email: String,
    /// The way by which the person came to ask: `link` or `domain`.
    pub came_by: String,
    /// The time of asking.
    pub created_at: DateTime<Utc>,
}

impl Page for JoinRequestsPage {
    const TEMPLATE: &'static str = "pages/join_requests.html";
}

/// The query `?after={id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct QueueQuery {
    after: String,
}

/// The path `/o/{slug}/requests/{id}`.
#[derive(Debug, Deserialize)]
pub struct RequestPath {
    id: String,
}

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApprovalForm {
    role: String,
}

/// `GET /o/{slug}/requests`
pub async fn show(
    allowed: Reading<Allowed<ManageJoining>>,
    ui: Ui,
    query: Query<QueueQuery>,
) -> Answer {
    let page = JoinRequestsPage::read(allowed, &ui, query.after.parse().ok()).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/requests/{id}/approval`
pub async fn approve(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<RequestPath>,
    form: web::Form<ApprovalForm>,
) -> Answer {
    let id = path.id()?;
    let reads = async |db: &TenantReader| {
        join_requests::find_to_approve(db, &ui.state.bans, id, ui.now()).await
    };
    let (member, to_approve) = allowed.open(reads).await?;
    let here = urls::join_requests(member.tenant.slug.as_str());
    let role = form.role.parse().unwrap_or(Role::Member);
    match commands::approve(member, &ui.state, &to_approve, role).await {
        Ok(approved) => {
            let name = shown(to_approve.request.request());
            let text = crate::text!("access-approved", name = name, role = role.as_str());
            ui.done(&here, text, approved)
        }
        Err(AppError::Conflict(reason)) => {
            let member = Member::extract(&ui.req).await?;
            let page = JoinRequestsPage::read(member, &ui, None).await?;
            let page = JoinRequestsPage { errors: FieldErrors::whole(reason), ..page };
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(other) => Err(other),
    }
}

/// `POST /o/{slug}/requests/{id}/delete`
pub async fn decline(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    path: web::Path<RequestPath>,
) -> Answer {
    let id = path.id()?;
    let reads = async |db: &TenantReader| join_requests::find_to_decide(db, id).await;
    let (member, to_decide) = allowed.open(reads).await?;
    let here = urls::join_requests(member.tenant.slug.as_str());
    let declined = commands::decline(member, &ui.state, &to_decide).await?;
    let name = shown(to_decide.request());
    ui.done(&here, crate::text!("notice-request-declined", name = name), declined)
}

impl RequestPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id(&self) -> Result<JoinRequestId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

fn shown(request: &OpenRequest) -> String {
    if request.name.is_empty() {
        shown_address(&request.email).into_owned()
    } else {
        request.name.clone()
    }
}

impl JoinRequestsPage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        after: Option<JoinRequestId>,
    ) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| join_requests::queue(db, after).await;
        let (member, layout, mut open) = ui
            .organization((crate::text!("access-requests-label"), "requests"), visit, reads)
            .await?;
        let more = open.len() > PAGE_SIZE;
        open.truncate(PAGE_SIZE);
        let last = open.last().filter(|_| more).map(|request| request.id);
        let may = |role: &Role| member.role.may_grant(*role);
        Ok(Self {
            layout,
            requests: open.into_iter().map(RequestRow::from).collect(),
            roles: Role::ALL.into_iter().filter(may).map(|role| role.to_string()).collect(),
            next_href: last.map(|id| urls::join_requests_after(member.tenant.slug.as_str(), id)),
            errors: FieldErrors::default(),
        })
    }
}

impl From<OpenRequest> for RequestRow {
    fn from(request: OpenRequest) -> Self {
        let OpenRequest { id, name, email, came_by, created_at, .. } = request;
        Self { id: id.to_string(), name, email, came_by, created_at }
    }
}

#[cfg(test)]
mod samples {
    use super::{JoinRequestsPage, RequestRow, urls};
    use crate::web::views::{FieldErrors, HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for JoinRequestsPage {
        fn samples() -> Vec<Self> {
            let none = Self {
                layout: Layout::sample(crate::text!("access-requests-label"), "requests"),
                requests: vec![],
                roles: vec!["member".to_owned(), "admin".to_owned(), "owner".to_owned()],
                next_href: None,
                errors: FieldErrors::default(),
            };
            let some = Self {
                layout: Layout { waiting_requests: 3, ..none.layout.clone() },
                requests: vec![
                    row("1", "Grace Hopper", "grace@example.com", "link"),
                    row("2", "", "nameless@example.com", "domain"),
                    row("3", LONG_NAME, HOSTILE, "link"),
                ],
                next_href: Some(urls::join_requests_after("acme", "0195")),
                errors: FieldErrors::whole(crate::text!("decide-unfit")),
                ..none.clone()
            };
            vec![none, some]
        }
    }

    fn row(id: &str, name: &str, email: &str, came_by: &str) -> RequestRow {
        RequestRow {
            id: id.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            came_by: came_by.to_owned(),
            created_at: sample_time(0),
        }
    }
}
