//! The export of all data held about a person (GDPR art. 20).

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use serde_json::{Value, json};

use crate::{
    audit::{device, security},
    identity::client::account::LinkedAccount,
    sessions::{self, Caller},
    tenancy::memberships::{self, PageRequest, TenantSummary},
    todos::{self, Filter, Selection},
    users::pictures,
    web::{error::AppError, state::AppState},
};

/// More organizations than any user has.
const ALL: PageRequest = PageRequest { limit: 10_000, offset: 0 };

/// Collects the user, their sessions, organizations, todos and history; no secrets.
pub async fn read(
    state: &AppState,
    caller: &Caller,
    methods: &[LinkedAccount],
) -> Result<Value, AppError> {
    let now = state.clock.now();
    let (sessions, (tenants, _), events, picture) = state
        .db
        .as_user(caller.user, async |db| {
            futures_util::try_join!(
                sessions::list(db, now),
                memberships::search(db, "", ALL),
                security::all(db),
                pictures::own(db)
            )
        })
        .await?;
    let mut organizations = Vec::with_capacity(tenants.len());
    for tenant in &tenants {
        organizations.push(organization(state, caller, tenant).await?);
    }
    let sessions = sessions.iter().map(|row| {
        json!({
            "device": device::describe(&row.user_agent),
            "user_agent": row.user_agent,
            "ip_address": row.ip_address,
            "signed_in_at": row.created_at,
            "last_used_at": row.last_seen_at,
        })
    });
    let events = events.iter().map(|event| {
        json!({
            "event": event.event,
            "detail": event.detail,
            "device": event.device,
            "ip_address": event.ip_address,
            "at": event.at,
        })
    });
    Ok(json!({
        "exported_at": now,
        "person": {
            "id": caller.user,
            "name": caller.name,
            "email": caller.email,
            "email_verified": caller.email_verified,
            "language": caller.language,
            "picture": picture.map(data_url),
        },
        "ways_to_sign_in": methods.iter().map(|it| &it.provider).collect::<Vec<_>>(),
        "organizations": organizations,
        "sessions": sessions.collect::<Vec<_>>(),
        "activity": events.collect::<Vec<_>>(),
    }))
}

/// Returns the picture as an address that holds it, which browsers open.
fn data_url(picture: Vec<u8>) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(picture))
}

/// Collects the user's membership in an organization and their own todos there.
async fn organization(
    state: &AppState,
    caller: &Caller,
    tenant: &TenantSummary,
) -> Result<Value, AppError> {
    let own = state
        .db
        .as_member(tenant.id, caller.user, async |db| {
            let mut own = Vec::new();
            let mut mine = Selection { filter: Filter::Mine, ..Selection::default() };
            loop {
                let part = todos::list(db, &mine).await?;
                own.extend(part.todos);
                mine.after = part.next;
                if mine.after.is_none() {
                    break;
                }
            }
            Ok::<_, AppError>(own)
        })
        .await?;
    let own = own.iter().map(|todo| {
        json!({
            "title": todo.title,
            "notes": todo.notes,
            "due_on": todo.due_on,
            "assigned_to_you": todo.assignee == Some(caller.user),
            "shared": todo.shared,
            "created_at": todo.created_at,
            "completed_at": todo.completed_at,
        })
    });
    Ok(json!({
        "name": tenant.name,
        "slug": tenant.slug,
        "role": tenant.role.to_string(),
        "todos": own.collect::<Vec<_>>(),
    }))
}
