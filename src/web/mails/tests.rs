mod language;

use std::{collections::BTreeSet, iter::successors};

use chrono::DateTime;

use crate::{
    identity::mails::{
        MailedAnswer, MailedCode, MailedDomainCode, MailedInvitation, MailedLink,
        joining::{DomainLoss, JoiningNotice},
        membership::{MailedMembership, MembershipNews},
        notices::{AccountNotice, EventContext},
        operators::{OperatorMail, OperatorNews},
        organizations::{OrganizationMail, OrganizationNews},
    },
    ids::{TenantId, UserId},
    mail::{Quoted, Sender},
    types::Role,
    web::{mails::*, views::HOSTILE},
};

#[test]
fn every_mail_renders_as_text_and_as_html() {
    for kind in kinds() {
        let template = kind.head().template;
        let mail = mail(&kind);
        assert!(!mail.body_text.is_empty() && mail.body_html.contains("</html>"), "{template}");
        assert!(!mail.body_html.contains("<script"), "{template}");
        assert!(!mail.body_text.contains("\n\n\n"), "{template}: {}", mail.body_text);
        let preview = mail.body_html.split("overflow:hidden\">").nth(1).unwrap();
        assert!(!preview.starts_with("</div>"), "{template} has no text for the list of mails");
    }
}

#[test]
fn every_template_is_of_a_mail_and_every_mail_has_its_template() {
    let parts = PARTS.iter().flat_map(|part| [format!("{part}.html"), format!("{part}.txt")]);
    let named = kinds().map(|kind| format!("{}.html", kind.head().template));
    let named: BTreeSet<_> = named.chain(parts).collect();
    let present: BTreeSet<_> = Templates::iter().map(String::from).collect();
    assert_eq!(named, present);
}

#[test]
fn both_forms_of_a_mail_say_the_same() {
    for kind in kinds() {
        let mail = mail(&kind);
        let letter = mail.body_html.split("<h1").nth(1).unwrap().split('>').skip(1);
        let letter = letter.collect::<Vec<_>>().join(">");
        let html = letter.replace("Button not working? Copy this link into your browser:", "");
        let words = |text: &str| -> BTreeSet<String> {
            let plain = text.split('<').map(|part| part.rsplit('>').next().unwrap_or(part));
            let plain = plain.collect::<Vec<_>>().join(" ");
            let escapes =
                [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
            let plain = escapes.iter().fold(plain, |text, (from, to)| text.replace(from, to));
            let marks = |word: &str| word.trim_matches(['.', ',', ':']).to_owned();
            plain.split_whitespace().map(marks).filter(|word| !word.is_empty()).collect()
        };
        let text = mail.body_text.split_whitespace();
        let text = text.map(|word| word.trim_matches(['.', ',', ':']).to_owned());
        let text: BTreeSet<_> = text.filter(|word| !word.is_empty()).collect();
        let html = words(&html);
        let differ: Vec<_> = text.symmetric_difference(&html).collect();
        assert!(differ.is_empty(), "{kind:?}: {differ:?}\n{}", mail.body_text);
    }
}

#[test]
fn text_from_people_is_inert_in_a_mail() {
    let mail = mail(&MailKind::Invitation(invitation(
        Quoted::name("Acme & <b>Sons</b> https://evil.example"),
        Quoted::name("Ada\n\nYour access ends: www.evil.example"),
    )));
    assert!(mail.body_html.contains("“Acme &amp; b Sons b https evil example”"));
    assert!(mail.body_text.starts_with("Invitation to an organization\n\nYou’re invited"));
    assert!(mail.body_text.contains("“Ada Your access ends www evil example”"));
    assert!(mail.body_text.contains("https://app.example/invitations/abc"));
    for fact in ["ada@example.com", "Role: Member", "15 January 2027, 08:00 UTC"] {
        assert!(mail.body_text.contains(fact), "{fact}");
        let value = fact.rsplit(": ").next().unwrap();
        assert!(mail.body_html.contains(value), "{fact}");
    }
    for body in [&mail.body_text, &mail.body_html] {
        assert!(!body.contains("evil.example"), "{body}");
    }
    assert_eq!(mail.subject.to_string(), "Invitation to an organization on Tenantry");
    assert_eq!(
        mail.body_html.matches("background:#006c40").count(),
        1,
        "the organization’s \
                                                                         color"
    );
}

#[test]
fn a_mail_says_what_happened_where_and_what_to_do() {
    let undo = Some("/auth/undo-email-change/abc".into());
    let notice = AccountNotice::EmailChanged { to: String::from("a••@example.com"), undo };
    let mail = mail(&MailKind::Notice(notice, context("<b>Firefox")));
    for words in ["a••@example.com", "192.0.2.7", "15 January 2027", "/undo-email-change/abc"] {
        assert!(mail.body_text.contains(words), "{words}: {}", mail.body_text);
    }
    assert!(mail.body_html.contains("&lt;b&gt;Firefox") && !mail.body_html.contains("<b>"));
}

#[test]
fn a_mail_to_be_written_shows_no_secret_in_the_log() {
    for kind in kinds() {
        let logged = format!("{kind:?}");
        assert!(!logged.contains("012345") && !logged.contains("abc"), "{logged}");
    }
}

fn mail(kind: &MailKind) -> Letter {
    let mails = Mails::load(String::from("https://app.example")).unwrap();
    mails.letter(Language::English, kind).unwrap_or_else(|error| panic!("{kind:?}: {error}"))
}

/// Returns one mail of each kind.
fn kinds() -> impl Iterator<Item = MailKind> {
    successors(after(None), |kind| after(Some(kind)))
}

/// Returns a mail of the kind after `kind`, so that the compiler asks for the one that is missing.
fn after(kind: Option<&MailKind>) -> Option<MailKind> {
    Some(match kind {
        None => MailKind::VerificationCode(code()),
        Some(MailKind::VerificationCode(_)) => MailKind::UnaskedCode(code()),
        Some(MailKind::UnaskedCode(_)) => MailKind::NewAddressCode(code()),
        Some(MailKind::NewAddressCode(_)) => MailKind::ResetCode(code(), None),
        Some(MailKind::ResetCode(_, None)) => MailKind::ResetCode(code(), Some(link())),
        Some(MailKind::ResetCode(..)) => MailKind::ResetLink(link()),
        Some(MailKind::ResetLink(_)) => MailKind::VerificationLink(link()),
        Some(MailKind::VerificationLink(_)) => MailKind::MagicLink(link()),
        Some(MailKind::MagicLink(_)) => MailKind::AccountExists,
        Some(MailKind::AccountExists) => {
            MailKind::Notice(AccountNotice::MethodLinked(HOSTILE.to_owned()), context(HOSTILE))
        }
        Some(MailKind::Notice(..)) => {
            MailKind::Invitation(invitation(Quoted::name(HOSTILE), Quoted::name(HOSTILE)))
        }
        Some(MailKind::Invitation(_)) => MailKind::Membership(membership()),
        Some(MailKind::Membership(_)) => organization(OrganizationNews::Deleted),
        Some(MailKind::Organization(mail)) => match &mail.news {
            OrganizationNews::Deleted => organization(OrganizationNews::DeletedForOwners {
                until: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
                restoration: "/account/organizations/acme/restoration".to_owned(),
            }),
            OrganizationNews::DeletedForOwners { .. } => organization(OrganizationNews::Restored {
                dashboard: "/o/acme/dashboard".to_owned(),
            }),
            OrganizationNews::Restored { .. } => organization(OrganizationNews::TransferOffered {
                giver: Quoted::name(HOSTILE),
                until: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
                offer: "/o/acme/ownership-transfers/0195".to_owned(),
            }),
            OrganizationNews::TransferOffered { giver, .. } => {
                organization(OrganizationNews::TransferDeclined { receiver: giver.clone() })
            }
            OrganizationNews::TransferDeclined { receiver } => {
                organization(OrganizationNews::TransferAccepted { receiver: receiver.clone() })
            }
            OrganizationNews::TransferAccepted { .. } => {
                organization(OrganizationNews::TransferCanceled)
            }
            OrganizationNews::TransferCanceled => MailKind::Joining(asked()),
        },
        Some(MailKind::Joining(JoiningNotice::Asked { tenant, path, .. })) => {
            let (tenant, role, path) = (tenant.clone(), Role::Member, path.clone());
            MailKind::Joining(JoiningNotice::Approved { tenant, role, path })
        }
        Some(MailKind::Joining(JoiningNotice::Approved { tenant, path, .. })) => {
            let (tenant, path) = (tenant.clone(), path.clone());
            MailKind::Joining(JoiningNotice::Declined { tenant, path })
        }
        Some(MailKind::Joining(JoiningNotice::Declined { tenant, path })) => {
            let (domain, path) = (tenant.clone(), path.clone());
            MailKind::Joining(JoiningNotice::DomainLost { domain, how: DomainLoss::Record, path })
        }
        Some(MailKind::Joining(JoiningNotice::DomainLost { domain, how, path })) => {
            let (domain, path) = (domain.clone(), path.clone());
            let how = match how {
                DomainLoss::Record => Some(DomainLoss::Lapsed),
                DomainLoss::Lapsed => Some(DomainLoss::Displaced),
                DomainLoss::Displaced => None,
            };
            let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            MailKind::Joining(match how {
                Some(how) => JoiningNotice::DomainLost { domain, how, path },
                None => JoiningNotice::DomainEnds { domain, until, path },
            })
        }
        Some(MailKind::Joining(JoiningNotice::DomainEnds { .. })) => {
            MailKind::DomainCode(MailedDomainCode {
                sender: UserId::new(),
                tenant: TenantId::new(),
                tenant_name: Quoted::name(HOSTILE),
                code: "012345".into(),
                minutes: 15,
            })
        }
        Some(MailKind::DomainCode(_)) => MailKind::InvitationAnswered(answer(true)),
        Some(MailKind::InvitationAnswered(MailedAnswer { has_joined: true, .. })) => {
            MailKind::InvitationAnswered(answer(false))
        }
        Some(MailKind::InvitationAnswered(_)) => by_operator(OperatorNews::AccountSuspended),
        Some(MailKind::Operator(mail)) => by_operator(match mail.news {
            OperatorNews::AccountSuspended => OperatorNews::AccountResumed,
            OperatorNews::AccountResumed => OperatorNews::SignedOut,
            OperatorNews::SignedOut => OperatorNews::AddressChanged,
            OperatorNews::AddressChanged => OperatorNews::AddressConfirmed,
            OperatorNews::AddressConfirmed => OperatorNews::OrganizationSuspended,
            OperatorNews::OrganizationSuspended => OperatorNews::OrganizationResumed,
            OperatorNews::OrganizationResumed => OperatorNews::OrganizationDeleted(
                DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            ),
            OperatorNews::OrganizationDeleted(_) => OperatorNews::OrganizationRestored,
            OperatorNews::OrganizationRestored => return None,
        }),
    })
}

fn by_operator(news: OperatorNews) -> MailKind {
    let (organization, reason) = (Some(Quoted::name(HOSTILE)), Quoted::sentence(HOSTILE));
    MailKind::Operator(OperatorMail { news, organization, reason })
}

fn organization(news: OrganizationNews) -> MailKind {
    let (tenant_name, sender) = (Quoted::name(HOSTILE), Sender::News(news.title()));
    MailKind::Organization(OrganizationMail { tenant_name, news, sender })
}

fn asked() -> JoiningNotice {
    JoiningNotice::Asked {
        person: Quoted::name(HOSTILE),
        address: Quoted::address("grace@example.com"),
        tenant: Quoted::name(HOSTILE),
        path: String::from("/o/acme/requests"),
    }
}

fn answer(has_joined: bool) -> MailedAnswer {
    MailedAnswer {
        tenant_name: Quoted::name(HOSTILE),
        invited: Quoted::address("ada@example.com"),
        has_joined,
        path: "/o/acme/members".to_owned(),
    }
}

fn code() -> MailedCode {
    MailedCode { code: "012345".parse().unwrap(), minutes: 5 }
}

fn link() -> MailedLink {
    MailedLink { link: "https://app.example/x?token=abc&z=2".into(), minutes: 60 }
}

fn context(device: &str) -> EventContext {
    EventContext {
        device: device.to_owned(),
        ip: "192.0.2.7".parse().ok(),
        at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
    }
}

fn invitation(tenant_name: Quoted, inviter_name: Quoted) -> MailedInvitation {
    MailedInvitation {
        inviter: UserId::new(),
        inviter_name: Some(inviter_name),
        inviter_address: Some(Quoted::address("ada@example.com")),
        tenant: TenantId::new(),
        tenant_name,
        accent: "#006c40",
        role: Role::Member,
        expires_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        path: "/invitations/abc".into(),
    }
}

fn membership() -> MailedMembership {
    MailedMembership {
        news: MembershipNews::RoleChanged { from: Role::Member, to: Role::Owner },
        tenant: TenantId::new(),
        tenant_name: Quoted::name(HOSTILE),
        by: Quoted::name(HOSTILE),
    }
}
