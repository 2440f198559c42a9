//! Sets of whole numbers, such as addresses or ports, as sorted ranges that do not touch.

/// A set. Both ends of each range belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    /// From any ranges, in any order.
    pub(super) fn of(mut ranges: Vec<(u128, u128)>) -> Self {
        ranges.retain(|(first, last)| first <= last);
        ranges.sort_unstable();
        let mut joined: Vec<(u128, u128)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match joined.last_mut() {
                Some(known) if first <= known.1.saturating_add(1) => known.1 = known.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    pub(super) fn one(first: u128, last: u128) -> Self {
        Self::of(vec![(first, last)])
    }

    /// All of several sets together.
    pub(super) fn all(sets: &[Self]) -> Self {
        Self::of(sets.iter().flat_map(|set| set.0.iter().copied()).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first range that does not end before a number.
    fn from(&self, number: u128) -> Option<&(u128, u128)> {
        self.0.get(self.index(number))
    }

    fn index(&self, number: u128) -> usize {
        self.0.partition_point(|(_, last)| *last < number)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        let (few, many) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        few.0.iter().any(|(first, last)| many.from(*first).is_some_and(|(start, _)| start <= last))
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        let (few, many) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        let mut common = Vec::new();
        for (first, last) in &few.0 {
            let behind = many.0[many.index(*first)..].iter();
            let there = behind.take_while(|(start, _)| start <= last);
            common.extend(there.map(|(start, end)| (*start.max(first), *end.min(last))));
        }
        common.sort_unstable();
        Self(common)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self::of([self.0.as_slice(), other.0.as_slice()].concat())
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        let mut left = self.clone();
        for range in &other.0 {
            left.cut(*range);
        }
        left
    }

    /// Takes one range out, where it is: nothing else is looked at.
    fn cut(&mut self, (first, last): (u128, u128)) {
        let from = self.index(first);
        let to = from + self.0[from..].partition_point(|(start, _)| *start <= last);
        if from == to {
            return;
        }
        let mut kept = Vec::new();
        if self.0[from].0 < first {
            kept.push((self.0[from].0, first - 1));
        }
        if self.0[to - 1].1 > last {
            kept.push((last + 1, self.0[to - 1].1));
        }
        self.0.splice(from..to, kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_numbers() {
        let set = Ranges::of(vec![(5, 9), (0, 2), (3, 3), (20, 30)]);
        assert_eq!(set, Ranges(vec![(0, 3), (5, 9), (20, 30)]));
        let other = Ranges::of(vec![(2, 6), (25, 40)]);
        assert_eq!(set.and(&other), Ranges(vec![(2, 3), (5, 6), (25, 30)]));
        assert_eq!(set.without(&other), Ranges(vec![(0, 1), (7, 9), (20, 24)]));
        assert_eq!(set.or(&other), Ranges(vec![(0, 9), (20, 40)]));
        assert!(set.meets(&other) && !set.meets(&Ranges::one(10, 19)));
        assert_eq!(Ranges::one(0, u128::MAX).without(&Ranges::one(0, u128::MAX)), Ranges::default());
    }
}
