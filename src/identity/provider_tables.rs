//! stand-in until the reader lands
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

/// The provider's tables as the catalog spells them, identifiers quoted.
#[derive(Clone, Debug)]
pub(crate) struct ProviderTables {
    pub session_id: String,
    pub session_expires_at: String,
    pub session_user_id: String,
    pub user_id: String,
    pub user_banned: Option<String>,
    pub user_ban_expires: Option<String>,
    pub session_id_is_uuid: bool,
    pub user_id_is_uuid: bool,
}

pub(crate) async fn read(_conn: &AsyncPgConnection) -> QueryResult<Option<ProviderTables>> {
    Ok(None)
}
