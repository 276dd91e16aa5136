//! The organization that a person is in when no address names one.

use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{
    Landing, OwnCount, TenantSummary,
    queries::{count_own, own_memberships, summary},
};
use crate::{
    db::{
        AtMostDsl as _, CurrentUser, DbError, Scope as _, UserReader,
        schema::{memberships, sessions, tenants},
    },
    ids::TenantId,
};

/// The organizations that may be the current one: which of them is depends on the session.
pub struct Candidates {
    /// The default, and those in which a session of the person's was last.
    likely: Vec<TenantSummary>,
    /// The first by name.
    first: Option<TenantSummary>,
    count: OwnCount,
}

/// Finds them. One that an operator suspended is none of them.
pub async fn candidates(db: &UserReader) -> Result<Candidates, DbError> {
    let open = || own_memberships().filter(tenants::suspended_at.is_null()).select(summary());
    let entered = sessions::table
        .filter(sessions::user_id.eq(CurrentUser))
        .filter(sessions::last_tenant_id.is_not_null())
        .select(sessions::last_tenant_id);
    let likely = memberships::is_default.or(tenants::id.nullable().eq_any(entered));
    let (mut first, mut second) = (db.conn(), db.conn());
    let (likely, some, count) = try_join!(
        async { Ok(open().filter(likely).load(&mut first).await?) },
        async {
            let by_name = open().order((tenants::name, tenants::id));
            Ok(by_name.at_most::<1>().load(&mut second).await?)
        },
        count_own(db),
    )?;
    Ok(Candidates { likely, first: some.into_iter().next(), count })
}

impl Candidates {
    /// Returns the session's last one, else the default, else the only one; or where to look
    /// for one.
    pub fn current(self, last: Option<TenantId>) -> Result<TenantSummary, Landing> {
        let Self { mut likely, first, count } = self;
        let found = likely.iter().position(|it| Some(it.id) == last);
        match found.or_else(|| likely.iter().position(|it| it.is_default)) {
            Some(found) => Ok(likely.swap_remove(found)),
            None => first.filter(|_| count.open == 1).ok_or_else(|| Landing::with(count)),
        }
    }
}
