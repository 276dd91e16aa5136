//! Tells the calling browser from all others by a random value in a cookie.
//!
//! A flow that begins in one browser and ends by mail (a sign-up, a code) is bound to that
//! browser. The value grants nothing, and the tables hold only its digest.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use crate::secret::{self, ExposeSecret as _, SecretString};

/// Length of a value: 43 characters of 5.95 bits each carry 256 bits.
const LENGTH: usize = 43;

/// The browser that a request came from. Clones are the same browser.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    value: Arc<Value>,
    /// Whether it sent a value or is on a page of ours.
    keeps_cookies: bool,
}

#[derive(Debug, Default)]
struct Value {
    /// Sent with the request, or generated while it is answered.
    text: OnceLock<SecretString>,
    is_bound: AtomicBool,
}

impl Browser {
    /// Returns the browser that sent `value`; a value not shaped like ours is ignored.
    pub fn sent(value: Option<&str>) -> Self {
        let ours = |text: &&str| {
            text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let mut browser = Self::default();
        if let Some(text) = value.filter(ours) {
            browser.keeps_cookies = true;
            browser.value.text.get_or_init(|| text.into());
        }
        browser
    }

    /// Marks the browser as keeping cookies if it is on a page of ours.
    #[must_use]
    pub fn on_page(self, is_on_page: bool) -> Self {
        Self { keeps_cookies: self.keeps_cookies || is_on_page, ..self }
    }

    /// Whether the caller may be a program that keeps no cookies. Anything this request
    /// binds to it may be lost with the response.
    pub fn may_forget(&self) -> bool {
        !self.keeps_cookies
    }

    /// Returns the digest to which something may be bound; `None` without a value.
    pub fn known(&self) -> Option<String> {
        self.value.text.get().map(digest)
    }

    /// Returns the digest to bind to. A browser without a value gets one in the response.
    pub fn bind(&self) -> String {
        let text = self.value.text.get_or_init(|| secret::random_token(LENGTH).into());
        self.value.is_bound.store(true, Ordering::Relaxed);
        digest(text)
    }

    /// Returns the value to send in the response; `None` unless something was bound to it.
    pub fn to_send(&self) -> Option<&SecretString> {
        self.value.text.get().filter(|_| self.value.is_bound.load(Ordering::Relaxed))
    }
}

fn digest(text: &SecretString) -> String {
    secret::digest_hex(text.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_a_value_when_something_is_bound_to_it_and_keeps_it() {
        let browser = Browser::sent(None);
        assert!(browser.known().is_none() && browser.to_send().is_none());
        let bound = browser.clone().bind();
        let value = browser.to_send().unwrap().expose_secret().to_owned();
        let again = Browser::sent(Some(&value));
        assert!(again.to_send().is_none(), "nothing was bound to it by this request");
        assert_eq!((again.known().unwrap(), again.bind()), (bound.clone(), bound));
        assert_eq!(again.to_send().unwrap().expose_secret(), value);
    }

    #[test]
    fn a_value_of_another_shape_is_none() {
        for value in ["", "short", &"a".repeat(44), &"é".repeat(21), &"a b".repeat(15)[..43]] {
            assert!(Browser::sent(Some(value)).known().is_none(), "{value}");
        }
    }
}
