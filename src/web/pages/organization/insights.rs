//! An organization's todos and new members, week by week, at `/o/{slug}/insights`.

use chrono::{Datelike as _, Days, NaiveDate};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use crate::{
    db::TenantReader,
    locale,
    tenancy::memberships::joined::joined_since,
    todos::{self, Day},
    web::{
        access::{Member, Reading},
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that shows what happened over some weeks.
#[derive(Clone, Debug, Serialize)]
pub struct InsightsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The ranges to choose from.
    pub ranges: Vec<Range>,
    /// The weeks, the oldest first.
    pub weeks: Vec<Week>,
    /// All of them together.
    pub total: Amounts,
    /// The highest amount of a week, at least one.
    pub most: i64,
}

/// A range to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Range {
    /// The number of weeks.
    pub weeks: u32,
    /// The link to it.
    pub href: String,
    /// Whether the page shows it.
    pub is_current: bool,
}

/// A week, in UTC.
#[derive(Clone, Debug, Serialize)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// The Monday in a few letters, such as `2 Mar`.
    pub label: String,
    /// The amounts of that week.
    #[serde(flatten)]
    pub amounts: Amounts,
}

/// Amounts of what the reader may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amounts {
    /// The number of todos added.
    pub created: i64,
    /// The number of todos completed.
    pub completed: i64,
    /// The number of present members who joined.
    pub joined: i64,
}

impl Page for InsightsPage {
    const TEMPLATE: &'static str = "pages/insights.html";
}

/// The query `?weeks=12`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InsightsQuery {
    weeks: String,
}

/// The ranges, in weeks; the second is what one sees first.
const RANGES: [u32; 4] = [4, 12, 26, 52];

impl InsightsQuery {
    fn weeks(&self) -> u32 {
        let asked = self.weeks.parse().ok().filter(|weeks| RANGES.contains(weeks));
        asked.unwrap_or(RANGES[1])
    }
}

/// `GET /o/{slug}/insights`
pub async fn show(member: Reading<Member>, ui: Ui, query: Query<InsightsQuery>) -> Answer {
    let (now, number) = (ui.now(), query.weeks());
    let passed = now.date_naive().weekday().num_days_from_monday();
    let days = (number - 1) * 7 + passed + 1;
    let first = now.date_naive() - Days::new(u64::from(days) - 1);
    let reads =
        async |db: &TenantReader| try_join!(todos::days(db, now, days), joined_since(db, first));
    let (member, layout, (days, joined)) =
        ui.organization((crate::text!("insights"), "insights"), member, reads).await?;
    let slug = member.tenant.slug.as_str();
    ui.page(&InsightsPage::new(layout, slug, number, &by_week(first, &days, &joined)))
}

/// Sums the days up by week; `first` is a Monday.
fn by_week(first: NaiveDate, days: &[Day], joined: &[(NaiveDate, i64)]) -> Vec<Week> {
    let mut weeks: Vec<_> =
        days.chunks(7).filter_map(|week| Some(Week::of(week.first()?.date))).collect();
    let week = |date: NaiveDate| usize::try_from((date - first).num_days() / 7).ok();
    for day in days {
        if let Some(week) = week(day.date).and_then(|number| weeks.get_mut(number)) {
            week.amounts.created += day.created;
            week.amounts.completed += day.completed;
        }
    }
    for (date, number) in joined {
        if let Some(week) = week(*date).and_then(|number| weeks.get_mut(number)) {
            week.amounts.joined += number;
        }
    }
    weeks
}

impl Week {
    fn of(monday: NaiveDate) -> Self {
        let label = locale::Format::of(locale::spoken()).short_day(monday.month0(), monday.day());
        Self { monday, label, amounts: Amounts::default() }
    }
}

impl InsightsPage {
    fn new(layout: Layout, slug: &str, number: u32, weeks: &[Week]) -> Self {
        let sum = |of: fn(&Amounts) -> i64| weeks.iter().map(|week| of(&week.amounts)).sum();
        let range =
            |weeks| Range { weeks, href: urls::insights(slug, weeks), is_current: weeks == number };
        let each = weeks.iter().map(|week| &week.amounts);
        let most = each.flat_map(|week| [week.created, week.completed, week.joined]).max();
        Self {
            layout,
            ranges: RANGES.map(range).into(),
            weeks: weeks.to_vec(),
            total: Amounts {
                created: sum(|week| week.created),
                completed: sum(|week| week.completed),
                joined: sum(|week| week.joined),
            },
            most: most.unwrap_or(0).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_counts_in_its_week() {
        let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let day = |number: u64, created| Day {
            date: first + Days::new(number),
            created,
            completed: created * 2,
        };
        let days: Vec<_> =
            (0..10).map(|number| day(number, i64::from(number == 6 || number == 7))).collect();
        let weeks = by_week(first, &days, &[(days[9].date, 3), (first - Days::new(8), 5)]);
        let amounts: Vec<_> = weeks.iter().map(|week| week.amounts).collect();
        let week = |created, completed, joined| Amounts { created, completed, joined };
        assert_eq!(amounts, [week(1, 2, 0), week(1, 2, 3)]);
        assert_eq!((weeks[1].monday, weeks[1].label.as_str()), (days[7].date, "9 Mar"));
    }

    #[test]
    fn an_unknown_range_is_the_usual_one() {
        for (typed, weeks) in [("26", 26), ("", 12), ("13", 12), ("-4", 12), ("99999999999", 12)] {
            assert_eq!(InsightsQuery { weeks: typed.to_owned() }.weeks(), weeks, "{typed}");
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::web::views::Samples;

    impl Samples for InsightsPage {
        fn samples() -> Vec<Self> {
            let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            let week = |number: u64, created| {
                let amounts = Amounts { created, completed: created / 2, joined: created % 3 };
                Week { amounts, ..Week::of(first + Days::new(number * 7)) }
            };
            let layout = Layout::sample(crate::text!("insights"), "insights");
            let weeks = [week(0, 7), week(1, 0), week(2, 12_345)];
            vec![Self::new(layout.clone(), "acme", 12, &weeks), Self::new(layout, "acme", 4, &[])]
        }
    }
}
