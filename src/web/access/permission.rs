//! Proof of permission as a handler's argument.

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;

use super::Member;
use crate::{types::Role, web::error::AppError};

/// Something a role may do. One zero-sized type per permission.
pub trait Permission: 'static {
    /// The least role that may.
    const LEAST_ROLE: Role;
}

/// To invite people and to take invitations back.
pub struct InviteMembers;

impl Permission for InviteMembers {
    const LEAST_ROLE: Role = Role::Admin;
}

/// To read who did what.
pub struct ReadAudit;

impl Permission for ReadAudit {
    const LEAST_ROLE: Role = Role::Admin;
}

/// Proof that the caller is a member of the tenant in the URL and may do `P`.
///
/// A handler that names it in its arguments cannot run without the permission.
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
