//! Sends and tries one-time codes.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::try_join;

use crate::{
    db::{DbError, SystemConn},
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                command::Command,
                request_body::{self, Body},
            },
            error::{BetterAuthError, CallError, CallOutcome},
            otp::{Purpose, Slot, mailed},
            store::{codes, users},
        },
        mails::MailKind,
        types::{CallContext, OtpCode},
    },
    limits::Verdict,
    mail::outbox,
    types::{Browser, EmailAddress},
};

/// A request for a code.
pub(in crate::identity::embedded) struct CodeRequest {
    pub(in crate::identity::embedded) email: EmailAddress,
    pub(in crate::identity::embedded) purpose: Purpose,
}

impl Command for CodeRequest {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (email, purpose) = (body.text("email"), purpose(&mut body));
        body.check()?;
        let email = request_body::email(&email)?;
        Ok(Self { email, purpose: purpose.ok_or(BetterAuthError::INVALID_OTP)? })
    }
}

/// A code that is tried but not used up.
pub(in crate::identity::embedded) struct CodeCheck {
    email: EmailAddress,
    purpose: Purpose,
    code: String,
}

impl Command for CodeCheck {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (email, purpose, code) = (body.text("email"), purpose(&mut body), body.text("otp"));
        body.check()?;
        let email = request_body::email(&email)?;
        Ok(Self { email, purpose: purpose.ok_or(BetterAuthError::INVALID_OTP)?, code })
    }
}

/// A newer code replaces an older one of any age; replicas' clocks differ by less.
pub(in crate::identity::embedded) const ANY_AGE: TimeDelta = TimeDelta::days(1);

impl Embedded {
    /// Handles `POST /email-otp/send-verification-otp`, answering alike for every address.
    pub(in crate::identity::embedded) async fn send_code(
        &self,
        call: CallContext<'_>,
        CodeRequest { email, purpose }: CodeRequest,
    ) -> Result<(), CallError> {
        self.mail_code(purpose, &email, &call.client.browser).await
    }

    /// Handles `POST /email-otp/check-verification-otp`: tries a code without using it up.
    pub(in crate::identity::embedded) async fn check_code(
        &self,
        call: CallContext<'_>,
        CodeCheck { email, purpose, code }: CodeCheck,
    ) -> Result<(), CallError> {
        let now = self.clock.now();
        let slot = Slot::of(purpose, &email, &call.client.browser);
        let check = async |db: &_| self.try_code(db, &slot, &code, now).await;
        self.db.as_system("checking a code", check).await?.into_result()
    }

    /// Mails a code. For a stranger everything but the mail happens, so that the answer,
    /// its timing and the outcome of later tries are the same.
    pub(in crate::identity::embedded) async fn mail_code(
        &self,
        purpose: Purpose,
        email: &EmailAddress,
        browser: &Browser,
    ) -> Result<(), CallError> {
        let now = self.clock.now();
        let send = async |db: &SystemConn| {
            let known = purpose == Purpose::SignIn || users::is_known(db, email).await?;
            self.issue_code(db, purpose, email, browser, known, now).await
        };
        self.db.as_system("mailing a code", send).await
    }

    /// Replaces the code that `browser` had asked for before and, if `deliver`, mails the
    /// new one.
    pub(in crate::identity::embedded) async fn issue_code(
        &self,
        db: &SystemConn,
        purpose: Purpose,
        email: &EmailAddress,
        browser: &Browser,
        deliver: bool,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        let slots = Slot::asked(purpose, email, browser);
        let (code, digest) = self.codes.draw(&slots.0)?;
        let mail = self.write(email, &purpose.mail(code))?;
        let put = put(db, &slots, &digest, now);
        if deliver {
            try_join!(put, self.enqueue(db, mail, now))?;
        } else {
            put.await?;
        }
        Ok(())
    }

    /// Mails a code unless the last one is younger than `pause`.
    pub(in crate::identity::embedded) async fn resend_if_older_than(
        &self,
        db: &SystemConn,
        email: &EmailAddress,
        browser: &Browser,
        pause: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        let slots = Slot::asked(Purpose::ProveMailbox, email, browser);
        let (code, digest) = self.codes.draw(&slots.0)?;
        let last = slots.1.as_ref().unwrap_or(&slots.0);
        if codes::put(db, last, &digest, now - pause, now).await? {
            put(db, &slots, &digest, now).await?;
            let mail = self.write(email, &MailKind::UnaskedCode(mailed(code)))?;
            let posted = outbox::enqueue(db, &self.limits, mail, now).await?;
            if posted != Verdict::Taken {
                // Rolls back, so that the code mailed before stays valid.
                return Err(BetterAuthError::EMAIL_NOT_VERIFIED.into());
            }
        }
        Ok(())
    }

    /// Counts a try at the code in `slot` and checks it. A refusal is not an error, because
    /// the count must be committed. The slot stays locked until then, so that tries are
    /// checked one at a time.
    async fn try_code(
        &self,
        db: &SystemConn,
        slot: &Slot,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<CallOutcome<()>, DbError> {
        // Input that can't be a code isn't a guess and doesn't cost a try.
        let Ok(code) = code.parse::<OtpCode>() else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_OTP));
        };
        let digest = self.codes.digest(slot, code.expose());
        let mut slot = slot;
        let program = slot.of_programs();
        let mut tried = codes::count_try(db, slot, &digest, now).await?;
        if tried.is_none() && program.id != slot.id {
            slot = &program;
            tried = codes::count_try(db, slot, &digest, now).await?;
        }
        let Some(tried) = tried else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_OTP));
        };
        let verdict = tried.check(&digest, now);
        if matches!(verdict, Err(BetterAuthError::OTP_EXPIRED | BetterAuthError::TOO_MANY_ATTEMPTS))
        {
            codes::empty(db, slot, &tried).await?;
        }
        Ok(verdict.map_or_else(CallOutcome::Refused, CallOutcome::Done))
    }

    /// Does the same as [`Embedded::try_code`] and uses the code up.
    pub(in crate::identity::embedded) async fn use_code(
        &self,
        db: &SystemConn,
        slot: &Slot,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<CallOutcome<()>, DbError> {
        match self.try_code(db, slot, code, now).await? {
            CallOutcome::Done(()) if codes::take_all(db, slot).await? => Ok(CallOutcome::Done(())),
            CallOutcome::Done(()) => Ok(CallOutcome::Refused(BetterAuthError::INVALID_OTP)),
            refused @ CallOutcome::Refused(_) => Ok(refused),
        }
    }
}

/// Stores a code for the browser and, if given, for programs, replacing any older one.
pub(in crate::identity::embedded) async fn put(
    db: &SystemConn,
    (slot, program): &(Slot, Option<Slot>),
    digest: &str,
    now: DateTime<Utc>,
) -> Result<(), CallError> {
    let put_program = async {
        let Some(program) = program else { return Ok(true) };
        codes::put(db, program, digest, now + ANY_AGE, now).await
    };
    try_join!(codes::put(db, slot, digest, now + ANY_AGE, now), put_program)?;
    Ok(())
}

fn purpose(body: &mut Body) -> Option<Purpose> {
    let purpose = body.peek("type").and_then(Purpose::named);
    if purpose.is_none() {
        let names = r#""email-verification"|"sign-in"|"forget-password""#;
        body.breaks("type", &format!("Invalid option: expected one of {names}"));
    }
    purpose
}
