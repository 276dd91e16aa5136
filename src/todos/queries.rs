use chrono::{DateTime, Utc};
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, dsl, pg::Pg,
    sql_types,
};
use diesel_async::RunQueryDsl as _;

use super::{Changes, Filter, FormKey, Title, Todo};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _, TenantConn,
        schema::{todos, users},
    },
    ids::{TodoId, UserId},
};

/// The number of todos on a page.
pub const PAGE_SIZE: usize = 20;

/// The number of todos that each filter shows.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Counts {
    /// The reader's own and the shared ones.
    pub all: i64,
    /// The ones that aren't done.
    pub open: i64,
    /// The reader's own.
    pub mine: i64,
    /// The shared ones.
    pub shared: i64,
}

/// The number of a member's todos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable)]
pub struct Written {
    /// The ones that only the author sees.
    pub private: i64,
    /// The ones that the organization sees.
    pub shared: i64,
}

type Columns = (
    todos::id,
    todos::author_id,
    dsl::Nullable<users::name>,
    todos::title,
    todos::shared,
    todos::created_at,
    todos::completed_at,
);

fn columns() -> Columns {
    (
        todos::id,
        todos::author_id,
        users::name.nullable(),
        todos::title,
        todos::shared,
        todos::created_at,
        todos::completed_at,
    )
}

type Condition = Box<
    dyn diesel::BoxableExpression<
            dsl::LeftJoinQuerySource<todos::table, users::table>,
            Pg,
            SqlType = sql_types::Bool,
        >,
>;

pub(super) async fn insert(
    db: &TenantConn,
    id: TodoId,
    key: Option<FormKey>,
    title: &Title,
    shared: bool,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        todos::tenant_id.eq(CurrentTenant),
        todos::id.eq(id),
        todos::author_id.eq(CurrentUser.nullable()),
        todos::title.eq(title.as_str()),
        todos::shared.eq(shared),
        todos::created_at.eq(at),
        todos::form_key.eq(key.map(FormKey::as_uuid)),
    );
    let insert = diesel::insert_into(todos::table).values(row);
    match key {
        Some(_) => insert.on_conflict_do_nothing().execute(&mut db.conn()).await?,
        None => insert.execute(&mut db.conn()).await?,
    };
    Ok(())
}

pub(super) async fn list(
    db: &TenantConn,
    filter: Filter,
    before: Option<TodoId>,
) -> Result<Vec<Todo>, DbError> {
    let mut page = todos::table
        .left_join(users::table)
        .filter(todos::tenant_id.eq(CurrentTenant))
        .filter(shown(filter))
        .order(todos::id.desc())
        .select(columns())
        .into_boxed();
    if let Some(last) = before {
        page = page.filter(todos::id.lt(last));
    }
    Ok(page.at_most::<{ PAGE_SIZE + 1 }>().load(&mut db.conn()).await?)
}

fn shown(filter: Filter) -> Condition {
    let own = todos::author_id.assume_not_null().eq(CurrentUser);
    let visible = todos::shared.or(own);
    match filter {
        Filter::All => Box::new(visible),
        Filter::Open => Box::new(visible.and(todos::completed_at.is_null())),
        Filter::Done => Box::new(visible.and(todos::completed_at.is_not_null())),
        Filter::Mine => Box::new(own),
        Filter::Shared => Box::new(todos::shared),
    }
}

pub(super) async fn counts(db: &TenantConn) -> Result<Counts, DbError> {
    let own = todos::author_id.assume_not_null().eq(CurrentUser);
    let counts = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant))
        .filter(todos::shared.or(own))
        .select((
            dsl::count_star(),
            dsl::count(todos::id).aggregate_filter(todos::completed_at.is_null()),
            dsl::count(todos::id).aggregate_filter(own),
            dsl::count(todos::id).aggregate_filter(todos::shared),
        ))
        .get_result(&mut db.conn())
        .await?;
    Ok(counts)
}

pub(super) async fn written_by(db: &TenantConn, author: UserId) -> Result<Written, DbError> {
    let written = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::author_id.eq(author)))
        .select((
            dsl::count(todos::id).aggregate_filter(dsl::not(todos::shared)),
            dsl::count(todos::id).aggregate_filter(todos::shared),
        ))
        .get_result(&mut db.conn())
        .await?;
    Ok(written)
}

pub(super) async fn private_of(
    db: &TenantConn,
    authors: &[UserId],
) -> Result<Vec<(UserId, i64)>, DbError> {
    let counts: Vec<(Option<UserId>, i64)> = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::author_id.eq_any(authors)))
        .filter(dsl::not(todos::shared))
        .group_by(todos::author_id)
        .select((todos::author_id, dsl::count_star()))
        .load(&mut db.conn())
        .await?;
    Ok(counts.into_iter().filter_map(|(author, number)| Some((author?, number))).collect())
}

pub(super) async fn hand_over(
    db: &TenantConn,
    author: UserId,
    heir: UserId,
) -> Result<usize, DbError> {
    let shared = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::author_id.eq(author)))
        .filter(todos::shared);
    let update = diesel::update(shared).set(todos::author_id.eq(heir));
    Ok(update.execute(&mut db.conn()).await?)
}

pub(super) async fn find(db: &TenantConn, id: TodoId) -> Result<Option<Todo>, DbError> {
    let todo = todos::table
        .left_join(users::table)
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::id.eq(id)))
        .select(columns())
        .first(&mut db.conn())
        .await;
    Ok(todo.optional()?)
}

pub(super) async fn update(
    db: &TenantConn,
    id: TodoId,
    changes: &Changes,
    at: DateTime<Utc>,
) -> Result<Option<Todo>, DbError> {
    let row = todos::table.find((CurrentTenant, id));
    if let Some(done) = changes.done {
        // Completing a todo twice keeps the first time.
        let stale = row.filter(todos::completed_at.is_null().eq(done));
        diesel::update(stale)
            .set(todos::completed_at.eq(done.then_some(at)))
            .execute(&mut db.conn())
            .await?;
    }
    let title = changes.title.as_ref().map(|title| todos::title.eq(title.as_str()));
    let shared = changes.shared.map(|shared| todos::shared.eq(shared));
    if title.is_some() || shared.is_some() {
        diesel::update(row).set((title, shared)).execute(&mut db.conn()).await?;
    }
    find(db, id).await
}

pub(super) async fn delete(db: &TenantConn, id: TodoId) -> Result<(), DbError> {
    diesel::delete(todos::table.find((CurrentTenant, id))).execute(&mut db.conn()).await?;
    Ok(())
}
