//! Proof of permission as a handler argument.

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;

use super::Member;
use crate::{types::Role, web::error::AppError};

/// A permission that roles grant; one zero-sized type each.
pub trait Permission: 'static {
    /// The lowest role that has the permission.
    const LEAST_ROLE: Role;
}

/// Permission to invite people and to revoke invitations.
pub struct InviteMembers;

impl Permission for InviteMembers {
    const LEAST_ROLE: Role = Role::Admin;
}

/// Permission to read the audit log.
pub struct ReadAudit;

impl Permission for ReadAudit {
    const LEAST_ROLE: Role = Role::Admin;
}

/// Proof that the caller is a member of the tenant in the URL and has permission `P`.
///
/// A handler with this argument can't run without the permission.
pub struct Allowed<P> {
    /// The caller as a member.
    pub member: Member,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequest for Allowed<P> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let member = Member::from_request(req, payload);
        Box::pin(async move {
            let member = member.await?;
            if member.role < P::LEAST_ROLE {
                return Err(AppError::Forbidden);
            }
            Ok(Self { member, permission: PhantomData })
        })
    }
}
