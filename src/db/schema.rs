//! The tables, as the migrations create them; a test compares the two.

diesel::table! {
    users (id) {
        id -> Uuid,
        neon_auth_user_id -> Varchar,
        email -> Varchar,
        email_verified -> Bool,
        name -> Varchar,
        image_url -> Nullable<Varchar>,
        suspended_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deletion_due_at -> Nullable<Timestamptz>,
        issuer -> Varchar,
        credentials_valid_from -> Nullable<Timestamptz>,
        language -> Nullable<Varchar>,
        picture -> Nullable<Varchar>,
    }
}

diesel::table! {
    tenants (id) {
        id -> Uuid,
        slug -> Varchar,
        name -> Varchar,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        hue -> Nullable<SmallInt>,
        logo -> Nullable<Varchar>,
        suspended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    operator_events (id) {
        id -> BigInt,
        created_at -> Timestamptz,
        login -> Varchar,
        operator -> Varchar,
        action -> Varchar,
        object -> Varchar,
        reason -> Varchar,
    }
}

diesel::table! {
    user_pictures (user_id) {
        user_id -> Uuid,
        digest -> Varchar,
        image -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tenant_logos (tenant_id) {
        tenant_id -> Uuid,
        digest -> Varchar,
        image -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tenant_slugs (tenant_id, slug) {
        tenant_id -> Uuid,
        slug -> Varchar,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    erased_tenants (id) {
        id -> Uuid,
        slug -> Varchar,
        deleted_at -> Timestamptz,
        begun_at -> Timestamptz,
        erased_at -> Nullable<Timestamptz>,
        counts -> Jsonb,
    }
}

diesel::table! {
    erased_slugs (slug) {
        slug -> Varchar,
        erased_tenant_id -> Uuid,
    }
}

diesel::table! {
    memberships (tenant_id, user_id) {
        tenant_id -> Uuid,
        user_id -> Uuid,
        role -> Varchar,
        is_default -> Bool,
        created_at -> Timestamptz,
        suspended_at -> Nullable<Timestamptz>,
        listed_as -> Varchar,
        last_active_at -> Timestamptz,
        has_checklist -> Bool,
    }
}

diesel::table! {
    ownership_transfers (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        giver_id -> Uuid,
        receiver_id -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        canceled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    installation (only_row) {
        only_row -> Bool,
        secret_check -> Bytea,
    }
}

diesel::table! {
    size_limits (only_row) {
        only_row -> Bool,
        owned_organizations -> Nullable<Integer>,
        members -> Nullable<Integer>,
        pending_invitations -> Nullable<Integer>,
        join_links -> Nullable<Integer>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        token_hash -> Bytea,
        provider_session_id -> Nullable<Varchar>,
        last_tenant_id -> Nullable<Uuid>,
        ip_address -> Varchar,
        user_agent -> Varchar,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        refreshed_at -> Timestamptz,
        expires_at -> Timestamptz,
        absolute_expires_at -> Timestamptz,
        authenticated_at -> Nullable<Timestamptz>,
        provider_credential -> Nullable<Varchar>,
        provider_checked_at -> Nullable<Timestamptz>,
        provider_check_due_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    idempotency_keys (user_id, key_digest) {
        user_id -> Uuid,
        key_digest -> Bytea,
        request_digest -> Bytea,
        answer -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        email -> Varchar,
        role -> Varchar,
        token_hash -> Bytea,
        invited_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        accepted_by -> Nullable<Uuid>,
        canceled_at -> Nullable<Timestamptz>,
        declined_at -> Nullable<Timestamptz>,
        link_proves_mailbox -> Bool,
    }
}

diesel::table! {
    join_links (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        token_hash -> Bytea,
        token_seed -> Bytea,
        enabled -> Bool,
        needs_approval -> Bool,
        domains -> Array<Varchar>,
        expires_at -> Nullable<Timestamptz>,
        max_uses -> Nullable<Integer>,
        uses -> Integer,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        label -> Nullable<Varchar>,
    }
}

diesel::table! {
    join_link_people (tenant_id, link_id, user_id) {
        tenant_id -> Uuid,
        link_id -> Uuid,
        user_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    join_requests (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        came_by -> Varchar,
        created_at -> Timestamptz,
        outcome -> Nullable<Varchar>,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    domains (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        domain -> Varchar,
        offer -> Varchar,
        dns_value -> Varchar,
        proven_by -> Nullable<Varchar>,
        proven_at -> Nullable<Timestamptz>,
        checked_at -> Nullable<Timestamptz>,
        lost_at -> Nullable<Timestamptz>,
        code_hash -> Nullable<Varchar>,
        code_mailbox -> Nullable<Varchar>,
        code_expires_at -> Nullable<Timestamptz>,
        code_attempts -> Integer,
        created_by -> Nullable<Uuid>,
        created_at -> Timestamptz,
        prover_id -> Nullable<Uuid>,
        renew_by -> Nullable<Timestamptz>,
        renewal_told_at -> Nullable<Timestamptz>,
        lost_how -> Nullable<Varchar>,
    }
}

diesel::table! {
    todos (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        author_id -> Nullable<Uuid>,
        title -> Varchar,
        shared -> Bool,
        created_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
        form_key -> Nullable<Uuid>,
        notes -> Varchar,
        due_on -> Nullable<Date>,
        assignee_id -> Nullable<Uuid>,
        due_rank -> Date,
    }
}

diesel::table! {
    members_by_day (tenant_id, day, slot) {
        tenant_id -> Uuid,
        day -> Date,
        slot -> SmallInt,
        joined -> Integer,
    }
}

diesel::table! {
    todos_by_day (tenant_id, audience_id, day, slot) {
        tenant_id -> Uuid,
        author_id -> Nullable<Uuid>,
        day -> Date,
        slot -> SmallInt,
        created -> Integer,
        completed -> Integer,
        audience_id -> Uuid,
    }
}

diesel::table! {
    audit_events (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        actor_id -> Nullable<Uuid>,
        action -> Varchar,
        subject -> Varchar,
        created_at -> Timestamptz,
        before -> Nullable<Varchar>,
        after -> Nullable<Varchar>,
        actor_name -> Nullable<Varchar>,
        actor_email -> Nullable<Varchar>,
        ip_address -> Nullable<Varchar>,
        user_agent -> Nullable<Varchar>,
        request_id -> Nullable<Varchar>,
        subject_name -> Nullable<Varchar>,
        subject_user_id -> Nullable<Uuid>,
        actor_salt -> Nullable<Bytea>,
        actor_digest -> Nullable<Bytea>,
        subject_salt -> Nullable<Bytea>,
        subject_digest -> Nullable<Bytea>,
    }
}

diesel::table! {
    audit_unsealed (tenant_id, event_id) {
        tenant_id -> Uuid,
        event_id -> Uuid,
    }
}

diesel::table! {
    audit_seals (tenant_id, number) {
        tenant_id -> Uuid,
        number -> BigInt,
        event_ids -> Array<Uuid>,
        event_digests -> Bytea,
        previous_digest -> Bytea,
        digest -> Bytea,
        sealed_at -> Timestamptz,
        emptied_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    security_events (user_id, id) {
        user_id -> Uuid,
        id -> Uuid,
        event -> Varchar,
        detail -> Varchar,
        ip_address -> Varchar,
        user_agent -> Varchar,
        device -> Varchar,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    former_addresses (user_id, email) {
        user_id -> Uuid,
        email -> Varchar,
        until -> Timestamptz,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        recipient -> Varchar,
        subject -> Varchar,
        body_text -> Text,
        body_html -> Text,
        created_at -> Timestamptz,
        attempts -> Integer,
        next_attempt_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        failed_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    rate_limits (key) {
        key -> Bytea,
        spent_until -> Timestamptz,
    }
}

diesel::table! {
    provider_moves (to_issuer, from_issuer) {
        to_issuer -> Varchar,
        from_issuer -> Varchar,
        opened_at -> Timestamptz,
        ends_at -> Timestamptz,
    }
}

diesel::table! {
    former_memberships (tenant_id, user_id) {
        tenant_id -> Uuid,
        user_id -> Uuid,
        slug -> Varchar,
        name -> Varchar,
        ended_at -> Timestamptz,
        removed -> Bool,
    }
}

diesel::joinable!(memberships -> tenants (tenant_id));
diesel::joinable!(tenant_logos -> tenants (tenant_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(invitations -> tenants (tenant_id));
diesel::joinable!(invitations -> users (invited_by));
diesel::joinable!(join_links -> tenants (tenant_id));
diesel::joinable!(domains -> tenants (tenant_id));
diesel::joinable!(join_requests -> tenants (tenant_id));
diesel::joinable!(join_requests -> users (user_id));
diesel::joinable!(todos -> users (author_id));

diesel::allow_tables_to_appear_in_same_query!(
    users,
    user_pictures,
    tenants,
    tenant_slugs,
    memberships,
    sessions,
    invitations,
    join_links,
    join_link_people,
    join_requests,
    ownership_transfers,
    former_memberships,
    tenant_logos,
    domains,
    todos,
    audit_events,
    security_events,
    outbox,
    rate_limits,
    provider_moves,
);
