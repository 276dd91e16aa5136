//! The middleware for requests that read the session cookie, in this order:
//! [`pool_lane`], [`sign_in_log`], the cookie itself with [`remember_me`],
//! [`browser_cookie`], [`known_device`], [`social_return`], [`keep_alive`].

mod areas;
pub mod browser_cookie;
pub mod keep_alive;
pub mod known_device;
pub mod pool_lane;
pub mod remember_me;
pub mod sign_in_log;
pub mod social_return;
