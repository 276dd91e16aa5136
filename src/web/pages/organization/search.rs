//! Search for pages, todos, members and organizations, at `/o/{slug}/search`; the palette gets
//! the same as JSON.

mod places;

use actix_web::HttpResponse;
use futures_util::try_join;
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

use crate::{
    db::DbError,
    tenancy::memberships::{self, Member as Colleague, PageRequest, TenantSummary, directory},
    todos::{self, Search, Selection, Todo},
    types::{self, Role},
    web::{
        access::Member,
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The number of hits of each kind.
const SHOWN: usize = 6;

/// The page with everything that was found.
#[derive(Clone, Debug, Serialize)]
pub struct SearchPage {
    /// The shared layout.
    pub layout: Layout,
    /// The text as typed.
    pub q: String,
    /// The hits by kind; kinds without any are left out.
    pub groups: Vec<Group>,
}

/// The hits of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The kind.
    pub label: &'static str,
    /// The hits, the best first.
    pub hits: Vec<Hit>,
}

/// A link to what was found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// The link's text.
    pub label: String,
    /// A second line; may be empty.
    pub hint: String,
    /// The link's target.
    pub href: String,
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "pages/search.html";
}

/// The query `?q=oak`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    q: String,
}

/// `GET /o/{slug}/search`
pub async fn show(member: Member, ui: Ui, query: Query<SearchQuery>) -> Answer {
    let search = Search::of(&query.q);
    let (groups, layout) =
        try_join!(find(&member, &search), ui.organization(("Search", "search"), &member))?;
    member.db.close().await?;
    ui.page(&SearchPage { layout, q: search.as_str().to_owned(), groups })
}

/// `GET /o/{slug}/search.json`
pub async fn json(member: Member, query: Query<SearchQuery>) -> Result<HttpResponse, AppError> {
    let groups = find(&member, &Search::of(&query.q)).await?;
    member.db.close().await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "groups": groups })))
}

/// Finds what the reader may see; without a text, the pages and the organizations used last.
async fn find(member: &Member, search: &Search) -> Result<Vec<Group>, DbError> {
    let (todos, people, organizations) =
        try_join!(todos(member, search), people(member, search), organizations(member, search))?;
    let groups = [
        Group { label: "Go to", hits: places::of(member, search.as_str()) },
        Group { label: "Todos", hits: todos },
        Group { label: "Members", hits: people },
        Group { label: "Organizations", hits: organizations },
    ];
    Ok(groups.into_iter().filter(|group| !group.hits.is_empty()).collect())
}

async fn todos(member: &Member, search: &Search) -> Result<Vec<Hit>, DbError> {
    if search.is_empty() {
        return Ok(Vec::new());
    }
    let selection = Selection { search: search.clone(), ..Selection::default() };
    let found = todos::list(&member.db, &selection).await?.todos;
    let hit = |todo: Todo| Hit {
        href: urls::todo(member.tenant.slug.as_str(), todo.id),
        label: todo.title,
        hint: String::from(if todo.completed_at.is_some() { "Done" } else { "Open" }),
    };
    Ok(found.into_iter().take(SHOWN).map(hit).collect())
}

async fn people(member: &Member, search: &Search) -> Result<Vec<Hit>, DbError> {
    if search.is_empty() {
        return Ok(Vec::new());
    }
    let text = search.as_str().to_owned();
    let selection = directory::Selection { text, ..directory::Selection::default() };
    let (found, _) = directory::page(&member.db, &selection, 1).await?;
    let hit = |person: Colleague| {
        let query = Serializer::new(String::new()).append_pair("q", &person.email).finish();
        let href = urls::with_query(urls::members(member.tenant.slug.as_str()), &query);
        let email = types::shown_address(&person.email).into_owned();
        match person.name {
            name if name.is_empty() => Hit { label: email, hint: String::new(), href },
            label => Hit { label, hint: email, href },
        }
    };
    Ok(found.into_iter().take(SHOWN).map(hit).collect())
}

/// Finds the reader's other organizations.
async fn organizations(member: &Member, search: &Search) -> Result<Vec<Hit>, DbError> {
    let found = if search.is_empty() {
        memberships::switcher(&member.db).await?
    } else {
        let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
        let window = PageRequest { limit, offset: 0 };
        memberships::search(&member.db, search.as_str(), window).await?.0
    };
    let hit = |it: TenantSummary| Hit {
        label: it.name,
        hint: String::from(match it.role {
            Role::Owner => "Owner",
            Role::Admin => "Admin",
            Role::Member => "Member",
        }),
        href: urls::dashboard(&it.slug),
    };
    let others = found.into_iter().filter(|it| it.id != member.tenant.id);
    Ok(others.take(SHOWN).map(hit).collect())
}

#[cfg(test)]
mod samples {
    use super::{Group, Hit, SearchPage};
    use crate::web::{
        urls,
        views::{HOSTILE, LONG_NAME, Layout, Samples},
    };

    impl Samples for SearchPage {
        fn samples() -> Vec<Self> {
            let hit = |label: &str| Hit {
                label: label.to_owned(),
                hint: HOSTILE.to_owned(),
                href: urls::dashboard("acme"),
            };
            let found = Self {
                layout: Layout::sample("Search", "search"),
                q: HOSTILE.to_owned(),
                groups: vec![
                    Group { label: "Go to", hits: vec![hit("Members")] },
                    Group { label: "Todos", hits: vec![hit(HOSTILE), hit(LONG_NAME)] },
                ],
            };
            vec![Self { groups: vec![], ..found.clone() }, found]
        }
    }
}
