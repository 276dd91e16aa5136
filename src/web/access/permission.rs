//! Proof of permission as a handler argument.

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::LocalBoxFuture;

use super::Member;
use crate::{tenancy, web::error::AppError};

/// A permission as a type, one for each that a guard asks for.
pub trait Permission: 'static {
    /// Its row in the table of permissions, which says what roles have it.
    const NEEDED: tenancy::Permission;
}

/// Permission to invite people and to revoke invitations.
pub struct InviteMembers;

impl Permission for InviteMembers {
    const NEEDED: tenancy::Permission = tenancy::Permission::InviteMembers;
}

/// Permission to change roles and to remove members.
pub struct ManageMembers;

impl Permission for ManageMembers {
    const NEEDED: tenancy::Permission = tenancy::Permission::ManageMembers;
}

/// Permission to read the audit log.
pub struct ReadAudit;

impl Permission for ReadAudit {
    const NEEDED: tenancy::Permission = tenancy::Permission::ReadAudit;
}

/// Permission to change the organization's name and slug.
pub struct EditOrganization;

impl Permission for EditOrganization {
    const NEEDED: tenancy::Permission = tenancy::Permission::EditOrganization;
}

/// Permission to delete the organization.
pub struct DeleteOrganization;

impl Permission for DeleteOrganization {
    const NEEDED: tenancy::Permission = tenancy::Permission::DeleteOrganization;
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
            if !member.role.may(P::NEEDED) {
                return Err(AppError::Forbidden);
            }
            Ok(Self { member, permission: PhantomData })
        })
    }
}
