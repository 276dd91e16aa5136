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

/// Declares a type for each permission that a guard asks for.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $($(#[$doc])* pub struct $name;

        impl Permission for $name {
            const NEEDED: tenancy::Permission = tenancy::Permission::$name;
        })*
    };
}

permissions! {
    /// Permission to invite people and to revoke invitations.
    InviteMembers,
    /// Permission to change roles and to remove members.
    ManageMembers,
    /// Permission to read the audit log.
    ReadAudit,
    /// Permission to change the organization's name and slug.
    EditOrganization,
    /// Permission to export everything in the organization.
    ExportOrganization,
    /// Permission to delete the organization.
    DeleteOrganization,
    /// Permission to decide how people join without an invitation.
    ManageJoining,
    /// Permission to hand the organization over.
    TransferOwnership,
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
