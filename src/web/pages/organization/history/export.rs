//! Downloads of an organization's history, with the page's filters.
//!
//! The file is sent as it is read, some hundred events at a time. Between two parts the
//! request holds no connection, so that a slow reader keeps none from others.

use std::io;

use actix_web::{
    HttpResponse,
    http::header::CONTENT_DISPOSITION,
    web::{self, Bytes},
};
use futures_util::{Stream, stream};

use crate::{
    audit::{self, Action, Change, EXPORT_SIZE, Event, EventFilter},
    db::{DbError, Lane, in_lane},
    ids::{AuditEventId, TenantId, UserId},
    tenancy::{Permission, memberships},
    web::{
        access::{Allowed, ReadAudit},
        commands::{audit_query::AuditQuery, audit_view::EventView, export},
        request::query::Query,
        state::AppState,
        ui::{Answer, Ui},
    },
};

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
}

/// `GET /o/{slug}/settings/activity/export.csv`
pub async fn csv(allowed: Allowed<ReadAudit>, ui: Ui, query: Query<AuditQuery>) -> Answer {
    download(allowed, &ui, &query, Format::Csv).await
}

/// `GET /o/{slug}/settings/activity/export.json`
pub async fn json(allowed: Allowed<ReadAudit>, ui: Ui, query: Query<AuditQuery>) -> Answer {
    download(allowed, &ui, &query, Format::Json).await
}

async fn download(
    allowed: Allowed<ReadAudit>,
    ui: &Ui,
    query: &AuditQuery,
    format: Format,
) -> Answer {
    let (member, filter) = (allowed.member, query.strict_filter()?);
    let (kind, content, ending) = match format {
        Format::Csv => ("CSV", "text/csv; charset=utf-8", "csv"),
        Format::Json => ("JSON", "application/json", "json"),
    };
    export::count(&member, &ui.state, "history-exports-hour").await?;
    let change = Change { before: None, after: Some(kind) };
    let tenant = member.tenant.id;
    audit::record_change(&member.db, Action::HistoryExported, tenant, change, ui.now());
    let (db, member) = member.into_parts();
    db.close().await?;
    let name = format!("{}-activity-{}.{ending}", member.tenant.slug, ui.now().format("%Y-%m-%d"));
    let file =
        File { state: ui.state.clone(), tenant, user: member.caller.user, filter, format, part: 0 };
    Ok(HttpResponse::Ok()
        .content_type(content)
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(parts(file)))
}

/// A file that is being sent.
struct File {
    state: web::Data<AppState>,
    tenant: TenantId,
    user: UserId,
    filter: EventFilter,
    format: Format,
    part: usize,
}

/// The place at which the next part begins.
enum Next {
    /// After this event, or at the newest.
    Before(Option<AuditEventId>),
    End,
}

fn parts(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((file, Next::Before(None)), async |(mut file, next)| {
        let Next::Before(before) = next else { return Ok(None) };
        let events = file.read(before).await.map_err(io::Error::other)?;
        let last = events.last().filter(|_| events.len() == EXPORT_SIZE).map(|event| event.id);
        let text = file.written(events, last.is_none())?;
        file.part += 1;
        let next = last.map_or(Next::End, |id| Next::Before(Some(id)));
        Ok(Some((Bytes::from(text), (file, next))))
    })
}

impl File {
    /// Reads the next events, if the reader still may.
    async fn read(&self, before: Option<AuditEventId>) -> Result<Vec<Event>, Stopped> {
        let part = self.state.db.as_member(self.tenant, self.user, async |db| {
            let (role, events) = futures_util::try_join!(
                memberships::own_role(db),
                audit::batch(db, &self.filter, before),
            )?;
            Ok::<_, DbError>((role, events))
        });
        let (role, events) = in_lane(Lane::Tenants("settings"), part).await?;
        let may = role.is_some_and(|role| role.may(Permission::ReadAudit));
        if may { Ok(events) } else { Err(Stopped::NotAllowed) }
    }

    fn written(&self, events: Vec<Event>, is_last: bool) -> io::Result<Vec<u8>> {
        let is_first = self.part == 0;
        match self.format {
            Format::Csv => rows(events, is_first),
            Format::Json => array(events, is_first, is_last),
        }
    }
}

/// The reason why a download ends early.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("the reader may no longer read the history")]
    NotAllowed,
    #[error(transparent)]
    Db(#[from] DbError),
}

fn rows(events: Vec<Event>, is_first: bool) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    if is_first {
        table.write_record(EventView::COLUMNS)?;
    }
    for event in events {
        table.write_record(EventView::from(event).cells())?;
    }
    table.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn array(events: Vec<Event>, is_first: bool, is_last: bool) -> io::Result<Vec<u8>> {
    let mut text = if is_first { b"[".to_vec() } else { Vec::new() };
    for (number, event) in events.into_iter().enumerate() {
        text.extend_from_slice(if is_first && number == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut text, &EventView::from(event))?;
    }
    if is_last {
        text.extend_from_slice(b"\n]\n");
    }
    Ok(text)
}
