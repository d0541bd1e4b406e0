//! One-to-many relations in two flat arrays: no allocation per key, members sorted.

/// Members grouped by a key that is a small index (`0..keys`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    // Invariant: starts has one entry per key and one more; members of key k are members[starts[k]..starts[k + 1]].
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Grouping {
    /// Groups pairs of (key, member); duplicates are kept once, members are ascending within their key.
    ///
    /// Keys outside `0..keys` are left out.
    pub fn new(keys: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.retain(|(key, _)| (*key as usize) < keys);
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0u32; keys + 1];
        for (key, _) in &pairs {
            starts[*key as usize + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        Grouping { starts, members: pairs.into_iter().map(|(_, member)| member).collect() }
    }

    /// The members of a key, ascending; empty for a key that has none.
    pub fn get(&self, key: u32) -> &[u32] {
        let key = key as usize;
        match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(start), Some(end)) => &self.members[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_sorts_and_removes_duplicates() {
        let grouping = Grouping::new(4, vec![(2, 9), (0, 5), (2, 3), (2, 9), (7, 1)]);
        assert_eq!(grouping.get(0), [5]);
        assert!(grouping.get(1).is_empty());
        assert_eq!(grouping.get(2), [3, 9]);
        assert!(grouping.get(3).is_empty());
        assert!(grouping.get(99).is_empty());
    }
}
