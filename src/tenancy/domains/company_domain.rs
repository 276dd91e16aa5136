use std::str::FromStr;

use crate::types::{DomainName, InvalidDomainName};

/// A domain whose addresses one organization can give out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyDomain(DomainName);

/// The reason why nobody can claim a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCompanyDomain {
    /// It isn't a domain.
    #[error(transparent)]
    Domain(#[from] InvalidDomainName),
    /// Anybody can register domains below it.
    #[error("{}", crate::text!("invalid-company-domain-public-suffix"))]
    PublicSuffix,
    /// Anybody can have an address there.
    #[error("{}", crate::text!("invalid-company-domain-public-mail"))]
    PublicMail,
}

/// Providers that give an address to anybody, sorted.
const PUBLIC_MAIL: &str = include_str!("public_mail.txt");

impl CompanyDomain {
    /// Returns the domain.
    pub fn name(&self) -> &DomainName {
        &self.0
    }
}

impl FromStr for CompanyDomain {
    type Err = InvalidCompanyDomain;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let domain: DomainName = raw.parse()?;
        // A public suffix has no registered domain.
        if psl::domain_str(domain.as_str()).is_none() {
            return Err(InvalidCompanyDomain::PublicSuffix);
        }
        if PUBLIC_MAIL.lines().any(|provider| is_below(domain.as_str(), provider)) {
            return Err(InvalidCompanyDomain::PublicMail);
        }
        Ok(Self(domain))
    }
}

/// Whether a domain is the other, or one below it.
fn is_below(domain: &str, other: &str) -> bool {
    domain.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<String, InvalidCompanyDomain> {
        text.parse::<CompanyDomain>().map(|domain| domain.0.to_string())
    }

    #[test]
    fn a_company_has_its_own_domain() {
        assert_eq!(of(" @Acme.Example ").unwrap(), "acme.example");
        assert_eq!(of("mail.acme.co.uk").unwrap(), "mail.acme.co.uk");
        assert_eq!(of("bücher.de").unwrap(), "xn--bcher-kva.de");
        assert_eq!(of("notgmail.com").unwrap(), "notgmail.com");
    }

    #[test]
    fn what_everybody_shares_is_nobodys() {
        for suffix in ["co.uk", "github.io", "com.au", "xn--p1ai.xn--p1ai"] {
            let refused = of(suffix);
            if suffix.starts_with("xn--") {
                assert!(refused.is_ok(), "{suffix}");
            } else {
                assert_eq!(refused, Err(InvalidCompanyDomain::PublicSuffix), "{suffix}");
            }
        }
        for mail in ["gmail.com", "GMAIL.com", "proton.me", "web.de", "mail.gmail.com", "qq.com"] {
            assert_eq!(of(mail), Err(InvalidCompanyDomain::PublicMail), "{mail}");
        }
        assert!(matches!(of("acme"), Err(InvalidCompanyDomain::Domain(_))));
        // Look-alikes of the two above.
        for alike in ["gm\u{430}il.com", "\u{440}roton.me"] {
            assert!(of(alike).is_err(), "{alike}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_canonical() {
        let lines: Vec<_> = PUBLIC_MAIL.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 50);
        for line in lines {
            assert_eq!(line.parse::<DomainName>().unwrap().as_str(), line);
            assert!(psl::domain_str(line).is_some(), "{line}");
        }
    }
}
