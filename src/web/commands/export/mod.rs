//! Exports an organization as one ZIP file, the same way for pages and the API.
//!
//! The file is made while it is sent, so its size doesn't matter: each batch of rows is read
//! in a short transaction once the one before has left, and a slow client holds no
//! connection. The permission is judged again for each batch.

mod archive;
mod format;
mod tables;

use std::io::Write;

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, ContentEncoding},
    web::{Bytes, Data},
};
use futures_util::{Stream, stream};
use serde_json::json;

use self::{
    archive::Archive,
    format::Format,
    tables::{BATCH, Table},
};
use crate::{
    audit::{self, Action},
    db::{Lane, TenantConn, in_lane},
    ids::UserId,
    limits::{Limit, Rule, Verdict},
    sessions::TenantMember,
    tenancy::{Permission, logos, memberships},
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// The number of times an hour that an organization, or its history, can be downloaded.
const EXPORTS: u32 = 10;

/// Records an export, which the caller commits before it begins. Requires a recent sign-in.
pub async fn record(member: &Member, state: &AppState) -> Result<(), AppError> {
    let (now, tenant) = (state.clock.now(), &member.tenant);
    recent_sign_in::require(&member.caller, now, &urls::settings(&tenant.slug))?;
    count(member, state, "exports-hour").await?;
    audit::record(&member.db, Action::TenantExported, tenant.id, now);
    Ok(())
}

/// Counts a download that reads a lot.
pub async fn count(member: &Member, state: &AppState, of: &'static str) -> Result<(), AppError> {
    let rule = Rule::new(of, member.tenant.id.to_string(), Limit::per_hour(EXPORTS));
    match state.limits.take_within(&member.db, &[rule]).await? {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Sends the export.
pub fn answer(state: Data<AppState>, tenant: TenantMember, user: UserId) -> HttpResponse {
    let name = format!("{}-{}.zip", tenant.slug, state.clock.now().format("%Y-%m-%d"));
    HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .content_type("application/zip")
        // It is compressed already.
        .insert_header(ContentEncoding::Identity)
        .streaming(pieces(Export::new(state, tenant, user)))
}

/// Writes the export to `out`.
pub async fn write(
    state: Data<AppState>,
    tenant: TenantMember,
    user: UserId,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut export = Export::new(state, tenant, user);
    while let Some(piece) = Box::pin(export.step()).await? {
        out.write_all(&piece)?;
    }
    Ok(())
}

/// One file in the archive.
#[derive(Clone, Copy)]
enum Entry {
    Organization,
    Table(Table, Format),
    Logo,
}

const ENTRIES: [Entry; 10] = [
    Entry::Organization,
    Entry::Table(Table::Members, Format::Json),
    Entry::Table(Table::Members, Format::Csv),
    Entry::Table(Table::Invitations, Format::Json),
    Entry::Table(Table::Invitations, Format::Csv),
    Entry::Table(Table::Todos, Format::Json),
    Entry::Table(Table::Todos, Format::Csv),
    Entry::Table(Table::AuditEvents, Format::Json),
    Entry::Table(Table::AuditEvents, Format::Csv),
    Entry::Logo,
];

/// An export under way.
struct Export {
    state: Data<AppState>,
    tenant: TenantMember,
    user: UserId,
    /// `None` once it is finished.
    archive: Option<Archive>,
    /// The entries that are finished.
    done: usize,
    /// The key of the current table's last row so far.
    after: Option<String>,
}

/// Makes the next piece when the one before has left.
fn pieces(export: Export) -> impl Stream<Item = Result<Bytes, AppError>> {
    stream::try_unfold(export, async |mut export| {
        loop {
            // Boxed: it holds a batch of rows and a compressor.
            let Some(piece) = Box::pin(export.step()).await? else { return Ok(None) };
            // An empty piece would end the answer.
            if !piece.is_empty() {
                return Ok(Some((piece, export)));
            }
        }
    })
}

impl Export {
    fn new(state: Data<AppState>, tenant: TenantMember, user: UserId) -> Self {
        Self { state, tenant, user, archive: Some(Archive::new()), done: 0, after: None }
    }

    /// Does a part of the work; `None` once everything is done.
    async fn step(&mut self) -> Result<Option<Bytes>, AppError> {
        let Some(mut archive) = self.archive.take() else { return Ok(None) };
        let Some(entry) = ENTRIES.get(self.done).copied() else {
            return Ok(Some(archive.finish()?));
        };
        match entry {
            Entry::Organization => self.organization(&mut archive)?,
            Entry::Table(table, format) => self.rows(&mut archive, table, format).await?,
            Entry::Logo => self.logo(&mut archive).await?,
        }
        let piece = archive.take();
        self.archive = Some(archive);
        Ok(Some(piece))
    }

    fn organization(&mut self, archive: &mut Archive) -> Result<(), AppError> {
        let about = json!({
            "id": self.tenant.id,
            "slug": self.tenant.slug,
            "name": self.tenant.name,
            "hue": self.tenant.mark.hue,
            "exported_at": self.state.clock.now(),
        });
        archive.begin("organization.json")?;
        archive.write(format!("{about:#}\n").as_bytes())?;
        self.done += 1;
        Ok(())
    }

    async fn rows(
        &mut self,
        archive: &mut Archive,
        table: Table,
        format: Format,
    ) -> Result<(), AppError> {
        let after = self.after.take();
        let read = async |db: &TenantConn| Ok(table.batch(db, after.as_deref()).await?);
        let rows = self.read(read).await?;
        let is_first = after.is_none();
        if is_first {
            archive.begin(&format!("{}.{}", table.name(), format.extension()))?;
            archive.write(&format.head(table)?)?;
        }
        let is_last = rows.len() < BATCH;
        let key = rows.last().and_then(|row| row.first()?.as_str().map(str::to_owned));
        archive.write(&format.rows(table, rows, is_first)?)?;
        if is_last {
            archive.write(format.foot())?;
            self.done += 1;
        } else {
            self.after = key;
        }
        Ok(())
    }

    async fn logo(&mut self, archive: &mut Archive) -> Result<(), AppError> {
        if let Some(logo) = self.read(async |db: &TenantConn| Ok(logos::own(db).await?)).await? {
            archive.begin("logo.webp")?;
            archive.write(&logo)?;
        }
        self.done += 1;
        Ok(())
    }

    /// Reads in a transaction of its own, while the person may still export.
    async fn read<T>(
        &self,
        read: impl AsyncFnOnce(&TenantConn) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let work = async |db: &TenantConn| {
            let role = memberships::own_role(db).await?;
            if !role.is_some_and(|role| role.may(Permission::ExportOrganization)) {
                return Err(AppError::Forbidden);
            }
            read(db).await
        };
        let work = self.state.db.as_member(self.tenant.id, self.user, work);
        in_lane(Lane::Tenants("settings"), work).await
    }
}
