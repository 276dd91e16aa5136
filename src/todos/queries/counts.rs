use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        CappedCount, CountUpToDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _,
        TenantReader, schema::todos,
    },
    todos::Filter,
};

/// The number of todos under the filters that are about what is left to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    open: CappedCount,
    assigned: CappedCount,
}

/// Nothing is counted beyond it.
const MOST: usize = 100;

impl Counts {
    /// Returns the number of todos under `filter`, if they are counted.
    pub fn under(&self, filter: Filter) -> Option<CappedCount> {
        match filter {
            Filter::Open => Some(self.open),
            Filter::Assigned => Some(self.assigned),
            Filter::All | Filter::Done | Filter::Mine | Filter::Shared => None,
        }
    }
}

/// An assignee sees the todo.
pub async fn counts(db: &TenantReader) -> Result<Counts, DbError> {
    let here =
        todos::table.filter(todos::tenant_id.eq(CurrentTenant)).select(todos::id).order(todos::id);
    let seen = todos::shared.or(todos::author_id.assume_not_null().eq(CurrentUser));
    let open = here.filter(todos::completed_at.is_null().and(seen));
    let assigned = here.filter(todos::assignee_id.assume_not_null().eq(CurrentUser));
    let counts = (open.count_up_to::<MOST>(), assigned.count_up_to::<MOST>());
    let (open, assigned) = diesel::select(counts).get_result(&mut db.conn()).await?;
    Ok(Counts { open: CappedCount::of(open, MOST), assigned: CappedCount::of(assigned, MOST) })
}
