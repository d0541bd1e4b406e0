//! The proleptic Gregorian calendar as a count of days.

/// Days since 1 January 1970.
pub type Day = i64;

/// The day of a date of the calendar (Hinnant's days from civil).
pub fn day(year: i64, month: u8, day: u8) -> Day {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a day.
pub fn civil(day: Day) -> (i64, u8, u8) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // Both are small by the arithmetic above.
    (year, month as u8, (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_inverse() {
        for (date, number) in [((1970, 1, 1), 0), ((2020, 2, 29), 18321), ((2000, 3, 1), 11017), ((1600, 1, 1), -135140)] {
            assert_eq!(day(date.0, date.1, date.2), number);
            assert_eq!(civil(number), date);
        }
        assert!((-800_000..800_000).step_by(97).all(|it| {
            let (y, m, d) = civil(it);
            day(y, m, d) == it
        }));
    }
}
