//! Sets of whole numbers, such as addresses or ports, as sorted ranges that do not touch.
use std::rc::Rc;

/// A set. Nearly all of them are one range, which stands here itself; those of more are shared by all
/// that have the same, until one of them changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranges {
    /// The first number and the last one; the other way round when there is none.
    span: Range,
    /// The ranges, where there is more than one. Both ends of each belong to it.
    many: Option<Rc<Vec<Range>>>,
}

/// Its first number and its last one.
type Range = (u128, u128);

const NOTHING: Range = (1, 0);

impl Default for Ranges {
    fn default() -> Self {
        Self { span: NOTHING, many: None }
    }
}

impl Ranges {
    /// From any ranges, in any order.
    pub(super) fn of(mut ranges: Vec<Range>) -> Self {
        ranges.retain(|(first, last)| first <= last);
        ranges.sort_unstable();
        let mut joined: Vec<Range> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match joined.last_mut() {
                Some(known) if first <= known.1.saturating_add(1) => known.1 = known.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        Self::sorted(joined)
    }

    /// From ranges that are sorted and do not touch.
    fn sorted(ranges: Vec<Range>) -> Self {
        match ranges.as_slice() {
            [] => Self::default(),
            [only] => Self { span: *only, many: None },
            [first, .., last] => Self { span: (first.0, last.1), many: Some(Rc::new(ranges)) },
        }
    }

    pub(super) fn one(first: u128, last: u128) -> Self {
        if first > last { Self::default() } else { Self { span: (first, last), many: None } }
    }

    /// All of several sets together.
    pub(super) fn all(sets: &[Self]) -> Self {
        Self::of(sets.iter().flat_map(|set| set.ranges().iter().copied()).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.span.0 > self.span.1
    }

    /// From the first number to the last one.
    pub(super) fn span(&self) -> Option<Range> {
        (!self.is_empty()).then_some(self.span)
    }

    /// The range, where it is just one.
    pub(super) fn only(&self) -> Option<Range> {
        self.span().filter(|_| self.many.is_none())
    }

    fn ranges(&self) -> &[Range] {
        match &self.many {
            Some(many) => many,
            None if self.is_empty() => &[],
            None => std::slice::from_ref(&self.span),
        }
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        let near = self.span.0.max(other.span.0) <= self.span.1.min(other.span.1);
        if !near || (self.many.is_none() && other.many.is_none()) {
            return near && !self.is_empty() && !other.is_empty();
        }
        let (few, many) = by_length(self.ranges(), other.ranges());
        few.iter().any(|(first, last)| many.get(index(many, *first)).is_some_and(|(start, _)| start <= last))
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        if self.many.is_none() && other.many.is_none() {
            return Self::one(self.span.0.max(other.span.0), self.span.1.min(other.span.1));
        }
        let (few, many) = by_length(self.ranges(), other.ranges());
        let mut common = Vec::new();
        for (first, last) in few {
            let behind = many[index(many, *first)..].iter();
            let there = behind.take_while(|(start, _)| start <= last);
            common.extend(there.map(|(start, end)| (*start.max(first), *end.min(last))));
        }
        common.sort_unstable();
        Self::sorted(common)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self::of([self.ranges(), other.ranges()].concat())
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        let mut left = self.clone();
        left.take(other);
        left
    }

    /// Takes the numbers of another set out of this one.
    pub(super) fn take(&mut self, other: &Self) {
        for range in other.ranges() {
            self.cut(*range);
        }
    }

    /// Takes one range out, where it is: nothing else is looked at.
    fn cut(&mut self, (first, last): Range) {
        let Some(many) = &mut self.many else {
            let (start, end) = self.span;
            if first <= end && start <= last {
                *self = Self::sorted(outside((start, end), (start, end), (first, last)));
            }
            return;
        };
        let from = index(many, first);
        let to = from + many[from..].partition_point(|(start, _)| *start <= last);
        if from == to {
            return;
        }
        let kept = outside(many[from], many[to - 1], (first, last));
        let many = Rc::make_mut(many);
        many.splice(from..to, kept);
        match many.as_slice() {
            [] => *self = Self::default(),
            [only] => *self = Self { span: *only, many: None },
            [first, .., last] => self.span = (first.0, last.1),
        }
    }
}

/// The first range that does not end before a number.
fn index(ranges: &[Range], number: u128) -> usize {
    ranges.partition_point(|(_, last)| *last < number)
}

fn by_length<'a>(a: &'a [Range], b: &'a [Range]) -> (&'a [Range], &'a [Range]) {
    if a.len() <= b.len() { (a, b) } else { (b, a) }
}

/// What of the ranges from one to another lies outside of what is cut out.
fn outside(from: Range, to: Range, (first, last): Range) -> Vec<Range> {
    let mut kept = Vec::new();
    if from.0 < first {
        kept.push((from.0, first - 1));
    }
    if to.1 > last {
        kept.push((last + 1, to.1));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_numbers() {
        let set = Ranges::of(vec![(5, 9), (0, 2), (3, 3), (20, 30)]);
        let sorted = |ranges: &[(u128, u128)]| Ranges::sorted(ranges.to_vec());
        assert_eq!(set, sorted(&[(0, 3), (5, 9), (20, 30)]));
        let other = Ranges::of(vec![(2, 6), (25, 40)]);
        assert_eq!(set.and(&other), sorted(&[(2, 3), (5, 6), (25, 30)]));
        assert_eq!(set.without(&other), sorted(&[(0, 1), (7, 9), (20, 24)]));
        assert_eq!(set.or(&other), sorted(&[(0, 9), (20, 40)]));
        assert!(set.meets(&other) && !set.meets(&Ranges::one(10, 19)));
        assert!(!set.meets(&Ranges::default()) && !Ranges::default().meets(&Ranges::default()));
        // What is left of many is one again, and nothing at last; whoever had the same keeps it.
        let one = set.without(&Ranges::of(vec![(0, 6), (22, 40)])).without(&Ranges::one(8, 21));
        assert_eq!(one, Ranges::one(7, 7));
        assert_eq!(one.without(&one), Ranges::default());
        assert_eq!(set, sorted(&[(0, 3), (5, 9), (20, 30)]));
        assert_eq!(Ranges::one(0, u128::MAX).without(&Ranges::one(0, u128::MAX)), Ranges::default());
    }
}
