//! All packets of one kind at once: where they may come from, where they may go. A rule takes a part
//! out of them, so what is left at the end of a chain is exactly what no rule spoke of.
use super::{blocks::Blocks, ranges::Ranges};

/// The numbers of a packet that a sender may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    FromAddress,
    ToAddress,
    FromPort,
    ToPort,
}

pub(super) const SIDES: [Side; 4] = [Side::FromAddress, Side::ToAddress, Side::FromPort, Side::ToPort];

/// Every packet whose four numbers lie in these sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    sides: [Ranges; 4],
    /// A raw rule exempted them from connection tracking.
    pub(super) untracked: bool,
}

/// What a rule asks for: sets for some of the numbers, any value for the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part(pub(super) [Option<Ranges>; 4]);

impl Part {
    /// Asks for this too.
    pub(super) fn narrow(&mut self, side: Side, to: &Ranges) {
        let known = &mut self.0[side as usize];
        *known = Some(known.as_ref().map_or_else(|| to.clone(), |known| known.and(to)));
    }

    pub(super) fn side(&self, side: Side) -> Option<&Ranges> {
        self.0[side as usize].as_ref()
    }
}

impl Block {
    pub(super) fn new(from: Ranges, to: Ranges, from_port: Ranges, to_port: Ranges) -> Self {
        Self { sides: [from, to, from_port, to_port], untracked: false }
    }

    pub(super) fn side(&self, side: Side) -> &Ranges {
        &self.sides[side as usize]
    }

    pub(super) fn with(&self, side: Side, set: Ranges) -> Self {
        let mut block = self.clone();
        block.sides[side as usize] = set;
        block
    }

    pub(super) fn meets(&self, part: &Part) -> bool {
        self.sides.iter().zip(&part.0).all(|(mine, asked)| asked.as_ref().is_none_or(|asked| mine.meets(asked)))
    }

    /// What of it the part asks for.
    fn and(&self, part: &Part) -> Self {
        let mut block = self.clone();
        for (mine, asked) in block.sides.iter_mut().zip(&part.0) {
            if let Some(asked) = asked {
                *mine = mine.and(asked);
            }
        }
        block
    }

    /// What of it the part asks for; the rest goes where it is told to.
    fn split(mut self, part: &Part, rest: &mut Blocks) -> Self {
        for side in SIDES {
            let Some(asked) = part.side(side) else { continue };
            let mine = &mut self.sides[side as usize];
            let inside = mine.and(asked);
            // Cut where it is: a set of thousands is not copied for each rule.
            let mut outside = std::mem::replace(mine, inside);
            outside.take(asked);
            if !outside.is_empty() {
                rest.add(self.with(side, outside));
            }
        }
        self
    }
}

/// A set of packets, in blocks that do not overlap unless a rule may or may not have matched.
#[derive(Debug, Default)]
pub(super) struct Space(Blocks);

/// Beyond this a rule takes nothing out any more: what is left is then too much, never too little.
const FINEST: usize = 4096;

impl Space {
    pub(super) fn of(block: Block) -> Self {
        let mut blocks = Blocks::default();
        blocks.add(block);
        Self(blocks)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    pub(super) fn meets(&self, part: &Part) -> bool {
        self.0.meets(part)
    }

    /// Adds what a part asks for of it to others.
    pub(super) fn share(&self, part: &Part, with: &mut Self) {
        self.0.of(part).for_each(|block| with.0.add(block.and(part)));
    }

    /// Takes out what a part asks for, and adds it to others.
    pub(super) fn take(&mut self, part: &Part, into: &mut Self) {
        if self.0.len() > FINEST {
            return self.share(part, into);
        }
        for block in self.0.extract(part) {
            into.0.add(block.split(part, &mut self.0));
        }
    }

    pub(super) fn has_untracked(&self) -> bool {
        self.0.iter().any(|block| block.untracked)
    }

    /// Those that connection tracking does not see go apart.
    pub(super) fn split_off_untracked(&mut self) -> Self {
        let (untracked, tracked) = std::mem::take(&mut self.0).into_iter().partition(|block| block.untracked);
        self.0 = tracked;
        Self(untracked)
    }

    /// Exempts all of them from connection tracking.
    pub(super) fn untrack(self) -> Self {
        Self(self.0.into_iter().map(|block| Block { untracked: true, ..block }).collect())
    }

    /// What becomes of them.
    pub(super) fn mapped(&self, change: impl Fn(Block) -> Block) -> Self {
        Self(self.0.iter().cloned().map(change).collect())
    }

    pub(super) fn add(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
        } else {
            other.0.into_iter().for_each(|block| self.0.add(block));
        }
    }
}
