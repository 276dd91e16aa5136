//! The answer to a caller who is no active member of the organization in the URL.

use actix_web::HttpRequest;
use futures_util::try_join;

use crate::{
    db::{DbError, UserConn},
    sessions::Caller,
    tenancy::{memberships, tenants},
    web::{
        error::{AppError, Outside},
        urls,
        views::{Person, SwitcherEntry},
    },
};

/// Redirects members who follow an old link to the new one, and tells people whose
/// membership is suspended or has ended so, and members whose organization is suspended. For everyone else an unknown slug, another
/// tenant's slug and a previous slug look the same: a 404.
pub(super) async fn classify(
    req: &HttpRequest,
    db: &UserConn,
    caller: &Caller,
    slug: &str,
) -> Result<AppError, AppError> {
    let (present, closed, suspended, left) = try_join!(
        tenants::current_slug(db, slug),
        memberships::in_suspended(db, slug),
        memberships::suspended_from(db, slug),
        memberships::left(db, slug),
    )?;
    let path = req.uri().path_and_query().map_or("", |path| path.as_str());
    let moved = present.and_then(|present| renamed(path, slug, &present));
    if let Some(name) = closed {
        return Ok(AppError::OrganizationSuspended(outside(db, caller, slug, name).await?));
    }
    Ok(match (moved, suspended, left) {
        (Some(moved), ..) => AppError::Moved(moved),
        (_, Some(name), _) => AppError::MembershipSuspended(outside(db, caller, slug, name).await?),
        (_, _, Some(name)) => AppError::MembershipEnded(outside(db, caller, slug, name).await?),
        _ => AppError::NotFound,
    })
}

async fn outside(
    db: &UserConn,
    caller: &Caller,
    slug: &str,
    organization: String,
) -> Result<Box<Outside>, DbError> {
    let others = memberships::switcher(db).await?;
    let entry = |summary: memberships::TenantSummary| SwitcherEntry {
        mark: summary.mark,
        current: false,
        href: urls::dashboard(&summary.slug),
        role: summary.role.to_string(),
        name: summary.name,
        slug: summary.slug,
    };
    Ok(Box::new(Outside {
        organization,
        caller: Person {
            name: caller.name.clone().into(),
            email: caller.email.to_string(),
            picture: caller.picture.as_deref().map(urls::own_picture),
        },
        others: others.into_iter().filter(|it| it.slug != slug).map(entry).collect(),
    }))
}

/// Returns the same path below the organization's current slug.
pub(super) fn renamed(path: &str, slug: &str, present: &str) -> Option<String> {
    let mounts = [urls::ORGANIZATIONS, urls::API_TENANT];
    let mount = mounts.into_iter().find(|mount| path.starts_with(mount))?;
    let rest = path.strip_prefix(mount)?.strip_prefix(slug)?;
    (rest.is_empty() || rest.starts_with(['/', '?'])).then(|| format!("{mount}{present}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn old_links_lead_to_the_same_page_of_the_new_slug() {
        let renamed = |path| renamed(path, "acme", "new");
        assert_eq!(renamed("/o/acme/todos?filter=open").unwrap(), "/o/new/todos?filter=open");
        assert_eq!(renamed("/api/v1/tenants/acme").unwrap(), "/api/v1/tenants/new");
        assert_eq!(renamed("/o/acmes/todos"), None);
    }
}
