//! The tables in Better Auth's spelling.

use crate::db::schema::users as people;

diesel::table! {
    #[sql_name = "user"]
    neon_auth.users (id) {
        id -> Uuid,
        name -> Text,
        email -> Text,
        #[sql_name = "emailVerified"]
        email_verified -> Bool,
        image -> Nullable<Text>,
        #[sql_name = "createdAt"]
        created_at -> Timestamptz,
        #[sql_name = "updatedAt"]
        updated_at -> Timestamptz,
        role -> Nullable<Text>,
        banned -> Nullable<Bool>,
        #[sql_name = "banReason"]
        ban_reason -> Nullable<Text>,
        #[sql_name = "banExpires"]
        ban_expires -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    #[sql_name = "session"]
    neon_auth.sessions (id) {
        id -> Uuid,
        #[sql_name = "expiresAt"]
        expires_at -> Timestamptz,
        #[sql_name = "token"]
        token_digest -> Text,
        #[sql_name = "createdAt"]
        created_at -> Timestamptz,
        #[sql_name = "updatedAt"]
        updated_at -> Timestamptz,
        #[sql_name = "ipAddress"]
        ip_address -> Nullable<Text>,
        #[sql_name = "userAgent"]
        user_agent -> Nullable<Text>,
        #[sql_name = "userId"]
        user_id -> Uuid,
        #[sql_name = "impersonatedBy"]
        impersonated_by -> Nullable<Text>,
        #[sql_name = "activeOrganizationId"]
        active_organization_id -> Nullable<Text>,
    }
}

diesel::table! {
    #[sql_name = "account"]
    neon_auth.accounts (id) {
        id -> Uuid,
        #[sql_name = "accountId"]
        account_id -> Text,
        #[sql_name = "providerId"]
        provider_id -> Text,
        #[sql_name = "userId"]
        user_id -> Uuid,
        scope -> Nullable<Text>,
        password -> Nullable<Text>,
        #[sql_name = "chosenIn"]
        chosen_in -> Nullable<Text>,
        #[sql_name = "createdAt"]
        created_at -> Timestamptz,
        #[sql_name = "updatedAt"]
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    #[sql_name = "verification"]
    neon_auth.codes (id) {
        id -> Uuid,
        identifier -> Text,
        mailbox -> Nullable<Text>,
        value -> Text,
        #[sql_name = "expiresAt"]
        expires_at -> Timestamptz,
        #[sql_name = "createdAt"]
        created_at -> Timestamptz,
        #[sql_name = "updatedAt"]
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    neon_auth.jwks (id) {
        id -> Uuid,
        #[sql_name = "publicKey"]
        public_key -> Text,
        #[sql_name = "privateKey"]
        private_key -> Text,
        #[sql_name = "createdAt"]
        created_at -> Timestamptz,
        #[sql_name = "expiresAt"]
        expires_at -> Nullable<Timestamptz>,
        alg -> Nullable<Text>,
        crv -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, sessions, accounts, codes, people);
