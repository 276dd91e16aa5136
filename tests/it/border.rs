//! Text at the border: input is of one kind or refused, whichever way it comes in.

mod addresses;
mod guesses;
mod headers;
mod names;
mod nul;
mod pictures;
mod times;
mod upgrade;
