//! Checks that all clocks agree.

use chrono::TimeDelta;

use super::Check;

const NAME: &str = "clock";

/// The leeway that tokens are granted.
const TOLERATED: TimeDelta = TimeDelta::seconds(30);

/// Compares the clocks; `skews` says how far each one is ahead of this machine's, if
/// known.
pub(super) fn check(skews: &[(&str, Option<TimeDelta>)]) -> Check {
    let known: Vec<_> = skews.iter().filter_map(|(who, skew)| Some((*who, (*skew)?))).collect();
    if known.is_empty() {
        return Check::skipped(NAME, "nobody to compare with answers");
    }
    let off: Vec<_> = known.iter().filter(|(_, skew)| skew.abs() > TOLERATED).collect();
    if off.is_empty() {
        let who: Vec<_> = known.iter().map(|(who, _)| *who).collect();
        return Check::passed(NAME, format!("the same as {} has", who.join(" and ")));
    }
    let seen: Vec<_> = off.iter().map(|(who, skew)| describe(who, *skew)).collect();
    let advice = "Synchronize the clocks (NTP): tokens and sessions are refused as expired or not yet valid.";
    Check::failed(NAME, seen.join("; "), advice)
}

fn describe(who: &str, skew: TimeDelta) -> String {
    let direction = if skew > TimeDelta::zero() { "ahead of" } else { "behind" };
    format!("{who} is {} s {direction} this machine", skew.abs().num_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Outcome;

    #[test]
    fn half_a_minute_is_tolerated_in_both_directions() {
        let outcome = |seconds| check(&[("it", Some(TimeDelta::seconds(seconds)))]).outcome;
        assert_eq!([30, -30, 31, -31].map(outcome), {
            use Outcome::{Failed, Passed};
            [Passed, Passed, Failed, Failed]
        });
        assert_eq!(check(&[("it", None)]).outcome, Outcome::Skipped);
    }
}
