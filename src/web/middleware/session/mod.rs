//! The middleware for requests that read the session cookie, in this order:
//! [`pool_lane`], [`sign_in_log`], [`remember_me`], the cookie itself, and [`lifecycle`], which
//! is [`social_return`] before the handler, and after it [`keep_alive`], [`known_device`]
//! and [`browser_cookie`]; last, closest to the handler, [`error_frame`].

mod areas;
mod browser_cookie;
pub mod error_frame;
mod keep_alive;
mod known_device;
pub mod lifecycle;
pub mod pool_lane;
pub mod remember_me;
pub mod sign_in_log;
mod social_return;
