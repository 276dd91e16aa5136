//! Numbers, days and waiting times as each language writes them.

use super::Language;

/// The habits of a language with numbers and times.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    months: [&'static str; 12],
    after_day: &'static str,
    thousands: char,
    /// One and several seconds, minutes and hours.
    units: [[&'static str; 2]; 3],
    /// The marks around another person's words.
    pub quotes: [char; 2],
    /// The name of universal time.
    utc: &'static str,
}

const ENGLISH: Format = Format {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    after_day: "",
    thousands: ',',
    units: [["second", "seconds"], ["minute", "minutes"], ["hour", "hours"]],
    quotes: ['“', '”'],
    utc: "UTC",
};

const GERMAN: Format = Format {
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    after_day: ".",
    thousands: '.',
    units: [["Sekunde", "Sekunden"], ["Minute", "Minuten"], ["Stunde", "Stunden"]],
    quotes: ['„', '“'],
    utc: "UTC",
};

/// In letters that English has not, as its texts are.
const PSEUDO: Format = Format {
    months: [
        "Ĵáñúáŕý",
        "Ƒéƀŕúáŕý",
        "Ṁáŕĉħ",
        "Áṗŕíĺ",
        "Ṁáý",
        "Ĵúñé",
        "Ĵúĺý",
        "Áúĝúšť",
        "Šéṗťéṁƀéŕ",
        "Óĉťóƀéŕ",
        "Ñóṽéṁƀéŕ",
        "Ðéĉéṁƀéŕ",
    ],
    units: [["šéĉóñđ", "šéĉóñđš"], ["ṁíñúťé", "ṁíñúťéš"], ["ħóúŕ", "ħóúŕš"]],
    utc: "ÚŤĈ",
    ..ENGLISH
};

impl Format {
    /// Returns the habits of a language.
    pub const fn of(language: Language) -> Self {
        match language {
            Language::English => ENGLISH,
            Language::German => GERMAN,
            Language::Accented | Language::Mirrored => PSEUDO,
        }
    }

    /// Writes the day of an RFC 3339 timestamp in UTC: `1 March 2026`.
    pub fn date(&self, at: &str) -> Option<String> {
        let (year, month, day) = (at.get(..4)?, at.get(5..7)?, at.get(8..10)?);
        let month = self.months.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        let day: u8 = day.parse().ok()?;
        at.ends_with('Z').then(|| format!("{day}{} {month} {year}", self.after_day))
    }

    /// Writes a day of the year in a few letters: `2 Mar`. Months count from 0.
    pub fn short_day(&self, month: u32, day: u32) -> String {
        let name = usize::try_from(month).ok().and_then(|month| self.months.get(month));
        let name: String = name.map(|it| it.chars().take(3).collect()).unwrap_or_default();
        format!("{day}{} {name}", self.after_day)
    }

    /// Writes the day and minute: `1 March 2026, 09:05 UTC`.
    pub fn datetime(&self, at: &str) -> Option<String> {
        let (date, minute) = (self.date(at)?, at.get(11..16)?);
        Some(format!("{date}, {minute} {}", self.utc))
    }

    /// Writes a number with its thousands set apart: `1,204`.
    pub fn number(&self, value: i64) -> String {
        let digits = value.unsigned_abs().to_string();
        let mut text = if value < 0 { "-".to_owned() } else { String::new() };
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(self.thousands);
            }
            text.push(digit);
        }
        text
    }

    /// Writes a waiting time, rounded up; static/js/app/waiting.js counts down in the same words.
    pub fn wait(&self, seconds: i64) -> String {
        let in_units = |length: i64| seconds.saturating_add(length - 1) / length;
        let [second, minute, hour] = self.units;
        let (number, [one, many]) = match seconds {
            ..120 => (seconds, second),
            120..7200 => (in_units(60), minute),
            _ => (in_units(3600), hour),
        };
        format!("{number} {}", if number == 1 { one } else { many })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_for_people() {
        let (english, german) = (ENGLISH, GERMAN);
        assert_eq!(english.date("2026-03-01T09:05:07Z").unwrap(), "1 March 2026");
        assert_eq!(german.date("2026-03-01T09:05:07Z").unwrap(), "1. März 2026");
        assert_eq!([english.short_day(2, 9), german.short_day(2, 9)], ["9 Mar", "9. Mär"]);
        let at = "2026-12-31T23:59:07.123456Z";
        assert_eq!(english.datetime(at).unwrap(), "31 December 2026, 23:59 UTC");
        assert_eq!(german.datetime(at).unwrap(), "31. Dezember 2026, 23:59 UTC");
        for wrong in ["", "2026-03-01", "2026-13-01T00:00:00Z", "2026-03-01T00:00:00+02:00", "é"] {
            assert_eq!(english.date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_set_apart_by_thousands() {
        assert_eq!([0, -999, 1204].map(|it| ENGLISH.number(it)), ["0", "-999", "1,204"]);
        assert_eq!([1204, 1_234_567].map(|it| GERMAN.number(it)), ["1.204", "1.234.567"]);
    }

    #[test]
    fn a_wait_is_rounded_up() {
        let waits = [1, 30, 119, 120, 121, 7200, 7201];
        let english = ["1 second", "30 seconds", "119 seconds", "2 minutes", "3 minutes"];
        assert_eq!(waits.map(|it| ENGLISH.wait(it))[..5], english);
        assert_eq!(waits.map(|it| ENGLISH.wait(it))[5..], ["2 hours", "3 hours"]);
        assert_eq!(
            [1, 30, 7200].map(|it| GERMAN.wait(it)),
            ["1 Sekunde", "30 Sekunden", "2 Stunden"]
        );
    }
}
