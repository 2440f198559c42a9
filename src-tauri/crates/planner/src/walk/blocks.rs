//! Blocks, kept so that those that a rule is about are found without looking at all: rules for single
//! addresses cut packets into thousands of them, and each rule after that is about one.
use super::{
    ranges::Ranges,
    space::{Block, Part, Side},
};
use std::collections::BTreeMap;

/// How wide a range is, as a power of two, its first number, and what tells it from its equals. A range
/// that meets another one begins before that one's end, and less than its own width before its beginning.
type Place = (u32, u128, u64);

/// A set of blocks, each beside those whose sender, or else whose destination, is alike.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    shelves: [Shelf; 2],
    /// Those with more than one range on either side.
    others: Vec<Block>,
    added: u64,
}

#[derive(Debug, Default)]
struct Shelf {
    blocks: BTreeMap<Place, Block>,
    /// How many blocks there are of each width.
    widths: BTreeMap<u32, usize>,
}

/// The sides that the shelves are for.
const SHELVED: [Side; 2] = [Side::FromAddress, Side::ToAddress];

fn width((first, last): (u128, u128)) -> u32 {
    u128::BITS - (last - first).leading_zeros()
}

impl Shelf {
    /// Blocks whose range may meet this one.
    fn near(&self, (first, last): (u128, u128)) -> impl Iterator<Item = (&Place, &Block)> {
        self.widths.keys().flat_map(move |width| {
            let widest = 1_u128.checked_shl(*width).map_or(u128::MAX, |all| all - 1);
            self.blocks.range((*width, first.saturating_sub(widest), 0)..=(*width, last, u64::MAX))
        })
    }

    fn take(&mut self, place: Place) -> Option<Block> {
        let block = self.blocks.remove(&place)?;
        if let Some(count) = self.widths.get_mut(&place.0) {
            *count -= 1;
            if *count == 0 {
                self.widths.remove(&place.0);
            }
        }
        Some(block)
    }
}

impl Blocks {
    pub(super) fn len(&self) -> usize {
        self.others.len() + self.shelves.iter().map(|shelf| shelf.blocks.len()).sum::<usize>()
    }

    pub(super) fn add(&mut self, block: Block) {
        // Where it is narrower, fewer others are alike.
        let spans = SHELVED.map(|side| block.side(side).only());
        let narrowest = (0..SHELVED.len()).filter_map(|at| Some((width(spans[at]?), spans[at]?.0, at))).min();
        match narrowest {
            Some((width, first, at)) => {
                self.added += 1;
                self.shelves[at].blocks.insert((width, first, self.added), block);
                *self.shelves[at].widths.entry(width).or_default() += 1;
            }
            None => self.others.push(block),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Block> {
        self.others.iter().chain(self.shelves.iter().flat_map(|shelf| shelf.blocks.values()))
    }

    /// Those that a part is about at least in part.
    pub(super) fn of(&self, part: &Part) -> impl Iterator<Item = &Block> {
        let shelved = (0..SHELVED.len()).flat_map(move |at| self.near(at, part).map(|(_, block)| block));
        self.others.iter().chain(shelved).filter(move |block| block.meets(part))
    }

    pub(super) fn meets(&self, part: &Part) -> bool {
        self.of(part).next().is_some()
    }

    /// The same, taken out.
    pub(super) fn extract(&mut self, part: &Part) -> Vec<Block> {
        let mut found: Vec<Block> = self.others.extract_if(.., |block| block.meets(part)).collect();
        for at in 0..SHELVED.len() {
            let there = self.near(at, part).filter(|(_, block)| block.meets(part));
            let places: Vec<Place> = there.map(|(place, _)| *place).collect();
            found.extend(places.into_iter().filter_map(|place| self.shelves[at].take(place)));
        }
        found
    }

    fn near(&self, at: usize, part: &Part) -> impl Iterator<Item = (&Place, &Block)> {
        let all = (0, u128::MAX);
        let span = part.side(SHELVED[at]).map_or(Some(all), Ranges::span);
        span.into_iter().flat_map(move |span| self.shelves[at].near(span))
    }
}

impl Extend<Block> for Blocks {
    fn extend<T: IntoIterator<Item = Block>>(&mut self, blocks: T) {
        blocks.into_iter().for_each(|block| self.add(block));
    }
}

impl FromIterator<Block> for Blocks {
    fn from_iter<T: IntoIterator<Item = Block>>(blocks: T) -> Self {
        let mut all = Self::default();
        all.extend(blocks);
        all
    }
}

impl IntoIterator for Blocks {
    type Item = Block;
    type IntoIter = std::vec::IntoIter<Block>;

    fn into_iter(self) -> Self::IntoIter {
        let mut all = self.others;
        all.extend(self.shelves.into_iter().flat_map(|shelf| shelf.blocks.into_values()));
        all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_blocks_are_found_as_by_looking_at_all() {
        // Ranges of all widths, so that they hold each other, touch and lie apart.
        let mut seed = 7_u128;
        let mut number = |below: u128| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut range = || {
            let first = number(1000);
            let length = number(4).pow(u32::try_from(number(5)).expect("small")) * number(3);
            Ranges::one(first, first + length)
        };
        let ports = Ranges::one(0, 65_535);
        let two = Ranges::of(vec![(3, 5), (500, 501)]);
        let mut all: Vec<Block> =
            (0..600).map(|_| Block::new(range(), range(), ports.clone(), ports.clone())).collect();
        all.push(Block::new(two.clone(), two.clone(), ports.clone(), ports.clone()));
        all.push(Block::new(Ranges::one(0, u128::MAX), Ranges::one(0, u128::MAX), ports.clone(), ports));
        let mut found_some = 0;
        for round in 0..200 {
            let mut blocks: Blocks = all.iter().cloned().collect();
            let mut part = Part::default();
            let sides: &[Side] = match round % 3 {
                0 => &SHELVED,
                1 => &SHELVED[..1],
                _ => &SHELVED[1..],
            };
            sides.iter().for_each(|side| part.narrow(*side, &range()));
            let (expected, left): (Vec<&Block>, Vec<&Block>) = all.iter().partition(|block| block.meets(&part));
            found_some += expected.len();
            let found = blocks.extract(&part);
            assert_eq!(found.len(), expected.len(), "{part:?}");
            assert!(expected.iter().all(|block| found.contains(block)), "{part:?}");
            assert!(!blocks.meets(&part) && blocks.len() == left.len(), "{part:?}");
        }
        assert!(found_some > 1000, "{found_some}");
    }
}
