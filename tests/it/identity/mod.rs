//! Both providers fulfill one contract; in addition, what only a hosted one can do.

mod contract;
mod direct;
mod every_page;
mod far;
mod hs256;
mod moves;
mod outages;
mod readdressed;
mod signatures;
mod social;
