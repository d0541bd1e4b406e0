//! A scale of values from nought, with round ticks.

/// Values to mark from nought to at least `most`, about `wanted` of them, in steps of 1, 2 or 5 of a power of ten.
pub fn ticks(most: f64, wanted: usize) -> Vec<f64> {
    if most <= 0.0 || !most.is_normal() {
        return vec![0.0, 1.0];
    }
    let rough = most / wanted.max(1) as f64;
    let exponent = rough.log10().floor();
    let power = 10f64.powf(exponent);
    let digit = [1, 2, 5, 10].into_iter().find(|it| rough <= f64::from(*it) * power * 1.0001).unwrap_or(10);
    let count = (most / (f64::from(digit) * power) - 0.0001).ceil().max(1.0) as usize;
    // Read as decimals, so that three steps of 0.1 are 0.3.
    let ticks = (0..=count).filter_map(|index| format!("{}e{exponent}", index * digit as usize).parse().ok());
    ticks.filter(|tick: &f64| tick.is_finite()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_most() {
        assert_eq!(ticks(2808.0, 4), [0.0, 1000.0, 2000.0, 3000.0]);
        assert_eq!(ticks(93.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(100.0, 5).last(), Some(&100.0));
        assert_eq!(ticks(0.0, 5), [0.0, 1.0]);
        assert_eq!(ticks(0.6, 5), [0.0, 0.2, 0.4, 0.6]);
        assert_eq!(ticks(0.07, 7).last(), Some(&0.07));
        assert_eq!(ticks(5e-324, 4), [0.0, 1.0]);
        assert!(ticks(f64::MAX, 4).iter().all(|tick| tick.is_finite()));
        assert_eq!(ticks(3e22, 3), [0.0, 1e22, 2e22, 3e22]);
        for most in [0.3, 1.0, 7.0, 999.0, 1e6, 123_456_789.0] {
            let all = ticks(most, 5);
            assert!(all.len() <= 12 && *all.last().unwrap() >= most, "{most}: {all:?}");
        }
    }
}
