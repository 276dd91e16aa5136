//! Search for pages, todos, members and organizations, at `/o/{slug}/search`; the palette gets
//! the same as JSON.

mod places;

use actix_web::HttpResponse;
use futures_util::try_join;
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

use crate::{
    db::{DbError, TenantReader},
    locale::Text,
    tenancy::memberships::{self, Member as Colleague, PageRequest, TenantSummary, directory},
    text,
    todos::{self, Search, Selection, Todo},
    types,
    web::{
        access::{Member, Reading, Viewer, Visit},
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
    pub label: Text,
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
pub async fn show(member: Reading<Member>, ui: Ui, query: Query<SearchQuery>) -> Answer {
    let search = Search::of(&query.q);
    let reads = async |db: &TenantReader| Found::read(db, &search).await;
    let (member, layout, found) =
        ui.organization((crate::text!("search"), "search"), member, reads).await?;
    let groups = found.groups(&member, &search);
    ui.page(&SearchPage { layout, q: search.as_str().to_owned(), groups })
}

/// `GET /o/{slug}/search.json`
pub async fn json(
    member: Reading<Member>,
    query: Query<SearchQuery>,
) -> Result<HttpResponse, AppError> {
    let search = Search::of(&query.q);
    let (member, found) = member.read(async |db| Found::read(db, &search).await).await?;
    let groups = found.groups(&member, &search);
    let count: usize = groups.iter().map(|group| group.hits.len()).sum();
    let found = text!("search-results", count = count);
    Ok(HttpResponse::Ok().json(serde_json::json!({ "groups": groups, "found": found })))
}

/// The rows that were found.
struct Found {
    todos: Vec<Todo>,
    people: Vec<Colleague>,
    organizations: Vec<TenantSummary>,
}

impl Found {
    /// Finds what the reader may see; without a text, the organizations used last.
    async fn read(db: &TenantReader, search: &Search) -> Result<Self, DbError> {
        let (todos, people, organizations) =
            try_join!(todos(db, search), people(db, search), organizations(db, search))?;
        Ok(Self { todos, people, organizations })
    }

    /// Returns what was found by kind, and the pages.
    fn groups(self, member: &Viewer, search: &Search) -> Vec<Group> {
        let slug = member.tenant.slug.as_str();
        let others = self.organizations.into_iter().filter(|it| it.id != member.tenant.id);
        let groups = [
            Group { label: text!("search-go-to"), hits: places::of(member, search.as_str()) },
            Group::of(
                text!("todos-heading"),
                self.todos.into_iter().map(|todo| Hit::todo(todo, slug)),
            ),
            Group::of(text!("members"), self.people.into_iter().map(|it| Hit::person(it, slug))),
            Group::of(text!("organizations"), others.map(Hit::organization)),
        ];
        groups.into_iter().filter(|group| !group.hits.is_empty()).collect()
    }
}

impl Group {
    fn of(label: Text, hits: impl Iterator<Item = Hit>) -> Self {
        Self { label, hits: hits.take(SHOWN).collect() }
    }
}

impl Hit {
    fn todo(todo: Todo, slug: &str) -> Self {
        Self {
            href: urls::todo(slug, todo.id),
            label: todo.title,
            hint: match todo.completed_at {
                Some(_) => text!("todos-done").into(),
                None => text!("todos-open").into(),
            },
        }
    }

    fn person(person: Colleague, slug: &str) -> Self {
        let query = Serializer::new(String::new()).append_pair("q", &person.email).finish();
        let href = urls::with_query(urls::members(slug), &query);
        let email = types::shown_address(&person.email).into_owned();
        match person.name {
            name if name.is_empty() => Self { label: email, hint: String::new(), href },
            label => Self { label, hint: email, href },
        }
    }

    fn organization(it: TenantSummary) -> Self {
        let role = text!("role-name", role = it.role.as_str());
        Self { label: it.name, hint: role.into(), href: urls::dashboard(&it.slug) }
    }
}

async fn todos(db: &TenantReader, search: &Search) -> Result<Vec<Todo>, DbError> {
    if search.is_empty() {
        return Ok(Vec::new());
    }
    let selection = Selection { search: search.clone(), ..Selection::default() };
    Ok(todos::list(db, &selection).await?.todos)
}

async fn people(db: &TenantReader, search: &Search) -> Result<Vec<Colleague>, DbError> {
    if search.is_empty() {
        return Ok(Vec::new());
    }
    let text = search.as_str().to_owned();
    let selection = directory::Selection { text, ..directory::Selection::default() };
    Ok(directory::page(db, &selection, 1).await?.0)
}

/// Finds organizations, one more than are shown: the current one may be among them.
async fn organizations(db: &TenantReader, search: &Search) -> Result<Vec<TenantSummary>, DbError> {
    if search.is_empty() {
        return memberships::switcher(db).await;
    }
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    Ok(memberships::search(db, search.as_str(), PageRequest { limit, offset: 0 }).await?.0)
}

#[cfg(test)]
mod samples {
    use super::{Group, Hit, SearchPage};
    use crate::{
        text,
        web::{
            urls,
            views::{HOSTILE, LONG_NAME, Layout, Samples},
        },
    };

    impl Samples for SearchPage {
        fn samples() -> Vec<Self> {
            let hit = |label: &str| Hit {
                label: label.to_owned(),
                hint: HOSTILE.to_owned(),
                href: urls::dashboard("acme"),
            };
            let found = Self {
                layout: Layout::sample(crate::text!("search"), "search"),
                q: HOSTILE.to_owned(),
                groups: vec![
                    Group { label: text!("search-go-to"), hits: vec![hit(HOSTILE)] },
                    Group {
                        label: text!("todos-heading"),
                        hits: vec![hit(HOSTILE), hit(LONG_NAME)],
                    },
                ],
            };
            vec![Self { groups: vec![], ..found.clone() }, found]
        }
    }
}
