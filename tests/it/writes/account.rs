use super::{counting, form};

const AS_THEY_WERE: &str = "UPDATE users SET name = 'Ada', language = NULL, picture = NULL";

const PICTURED: &str = "WITH picture AS (
        INSERT INTO user_pictures (user_id, digest, image, created_at)
            SELECT id, repeat('a', 64), 'x', now() FROM users ON CONFLICT DO NOTHING)
    UPDATE users SET picture = repeat('a', 64)";

const NO_DEFAULT: &str = "UPDATE memberships SET is_default = false";

pub(super) const ACCOUNT: [&str; 5] = [
    "POST /account",
    "POST /account/language",
    "POST /account/picture/delete",
    "POST /account/organizations/default",
    "POST /auth/select-tenant",
];

#[tokio::test]
async fn ones_own_account_is_changed_in_two_round_trips() {
    let (app, mut counter) = counting(&ACCOUNT).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;

    let default = [("slug", slug.as_str()), ("make_default", "on")];
    let writes = [
        form("/account", &[("name", "Countess")], AS_THEY_WERE),
        form("/account/language", &[("language", "de")], AS_THEY_WERE),
        form("/account/picture/delete", &[], PICTURED),
        form("/account/organizations/default", &default, NO_DEFAULT),
        form("/auth/select-tenant", &default, NO_DEFAULT),
    ];
    counter.count(&app, &mut ada, &writes).await;
}

const ELSEWHERE: &str = "INSERT INTO sessions SELECT * FROM elsewhere ON CONFLICT DO NOTHING";

pub(super) const SESSIONS: [&str; 2] =
    ["POST /account/sessions/{id}/delete", "POST /account/sessions/delete"];

#[tokio::test]
async fn sessions_are_ended_in_two_round_trips() {
    let (app, mut counter) = counting(&SESSIONS).await;
    let mut ada = app.person("Ada").await;
    let another = "CREATE TABLE elsewhere AS SELECT * FROM sessions LIMIT 1;
        UPDATE elsewhere SET id = gen_random_uuid(), token_hash = sha256('elsewhere'),
            provider_session_id = gen_random_uuid()::text";
    app.database.run(another).await;
    let there = super::id(&app, "SELECT id::text FROM elsewhere").await;

    let writes = [
        form(&format!("/account/sessions/{there}/delete"), &[], ELSEWHERE),
        form("/account/sessions/delete", &[], ELSEWHERE),
    ];
    counter.count(&app, &mut ada, &writes).await;
}
