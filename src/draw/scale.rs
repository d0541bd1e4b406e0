//! A scale of values from nought, with round ticks.

/// Values to mark from nought to at least `most`, about `wanted` of them, in steps of 1, 2 or 5 of a power of ten.
pub fn ticks(most: f64, wanted: usize) -> Vec<f64> {
    if most.is_nan() || most <= 0.0 || most.is_infinite() {
        return vec![0.0, 1.0];
    }
    let rough = most / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|it| rough <= it * power * 1.0001).unwrap_or(10.0) * power;
    let count = (most / step - 0.0001).ceil().max(1.0) as usize;
    (0..=count).map(|index| index as f64 * step).collect()
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
        for most in [0.3, 1.0, 7.0, 999.0, 1e6, 123_456_789.0] {
            let all = ticks(most, 5);
            assert!(all.len() <= 12 && *all.last().unwrap() >= most, "{most}: {all:?}");
        }
    }
}
