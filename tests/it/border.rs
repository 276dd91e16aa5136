//! Text at the border: what comes in, by whichever door, is of one kind or refused.

mod addresses;
mod guesses;
mod headers;
mod names;
mod nul;
mod pictures;
mod upgrade;
