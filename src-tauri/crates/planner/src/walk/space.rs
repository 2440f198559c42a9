//! All packets of one kind at once: where they may come from, where they may go. A rule takes a part
//! out of them, so what is left at the end of a chain is exactly what no rule spoke of.
use super::ranges::Ranges;

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

    fn meets(&self, part: &Part) -> bool {
        self.sides.iter().zip(&part.0).all(|(mine, asked)| asked.as_ref().is_none_or(|asked| mine.meets(asked)))
    }

    /// What of it the part asks for, and the rest.
    fn split(mut self, part: &Part) -> (Self, Vec<Self>) {
        let mut rest = Vec::new();
        for side in SIDES {
            let Some(asked) = &part.0[side as usize] else { continue };
            let outside = self.side(side).without(asked);
            if !outside.is_empty() {
                rest.push(self.with(side, outside));
                self = self.with(side, self.side(side).and(asked));
            }
        }
        (self, rest)
    }
}

/// A set of packets, in blocks that do not overlap unless a rule may or may not have matched.
#[derive(Debug, Clone, Default)]
pub(super) struct Space(pub(super) Vec<Block>);

/// Beyond this a rule takes nothing out any more: what is left is then too much, never too little.
const FINEST: usize = 4096;

impl Space {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn meets(&self, part: &Part) -> bool {
        self.0.iter().any(|block| block.meets(part))
    }

    /// What a part asks for of it.
    pub(super) fn and(&self, part: &Part) -> Self {
        Self(self.0.iter().filter(|block| block.meets(part)).map(|block| block.clone().split(part).0).collect())
    }

    /// Takes out what a part asks for, and gives it.
    pub(super) fn take(&mut self, part: &Part) -> Self {
        if self.0.len() > FINEST {
            return self.and(part);
        }
        let mut taken = Vec::new();
        let mut at = 0;
        // Nearly every rule is about none of the blocks, or one: the others stay where they are.
        while at < self.0.len() {
            if !self.0[at].meets(part) {
                at += 1;
                continue;
            }
            let (asked, rest) = self.0.swap_remove(at).split(part);
            taken.push(asked);
            self.0.extend(rest);
        }
        Self(taken)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}
