//! Packets on their way down a chain.
use super::{
    matching::{Kind, Verdict3, is_about},
    rules::{Chains, Rule},
    space::Space,
};
use routeros::{Record, Snapshot};

/// What became of packets in a chain. Where the records cannot decide, the worst is taken: an accept
/// may match, a drop may not.
#[derive(Default)]
pub(super) struct Walked<'s> {
    /// Those that no rule stopped or let through.
    pub(super) left: Space,
    /// What came to an end here, by rule and in order.
    pub(super) ends: Vec<(&'s Record, Space)>,
    /// What was stopped, by rule and in order.
    pub(super) stopped: Vec<(&'s Record, Space)>,
    /// The first rule that takes a connection off the long way.
    pub(super) fast: Option<&'s Record>,
}

/// RouterOS refuses chains that jump into themselves; this only bounds the walk.
const DEEPEST: usize = 16;

/// Walks packets down a chain.
pub(super) fn walk<'s>(
    snapshot: &'s Snapshot,
    chains: &Chains<'s>,
    chain: &str,
    kind: &Kind<'_>,
    space: Space,
) -> Walked<'s> {
    let mut way = Way { snapshot, chains, kind, walked: Walked::default() };
    way.walked.left = way.chain(chain, space, 0);
    way.walked
}

struct Way<'s, 'c, 'k> {
    snapshot: &'s Snapshot,
    chains: &'c Chains<'s>,
    kind: &'c Kind<'k>,
    walked: Walked<'s>,
}

impl<'s> Way<'s, '_, '_> {
    /// Gives what comes back out of it.
    fn chain(&mut self, name: &str, mut space: Space, depth: usize) -> Space {
        let mut returned = Space::default();
        let chains = self.chains;
        if depth > DEEPEST {
            return space;
        }
        for rule in chains.get(name).into_iter().flatten() {
            if space.is_empty() {
                break;
            }
            self.rule(rule, &mut space, &mut returned, depth);
        }
        space.add(returned);
        space
    }

    fn rule(&mut self, rule: &Rule<'s>, space: &mut Space, returned: &mut Space, depth: usize) {
        if !rule.parts.iter().any(|part| space.meets(part)) {
            return;
        }
        let tracked = is_about(self.snapshot, rule, self.kind, false);
        let untracked = is_about(self.snapshot, rule, self.kind, true);
        let asked = |block: &super::space::Block| if block.untracked { untracked } else { tracked };
        if (tracked, untracked) == (Verdict3::No, Verdict3::No) {
            return;
        }
        // Those that it is not about pass by.
        let (mut about, by): (Vec<_>, Vec<_>) =
            std::mem::take(&mut space.0).into_iter().partition(|block| asked(block) != Verdict3::No);
        space.0 = by;
        let sure: Vec<_> = about.extract_if(.., |block| asked(block) == Verdict3::Yes).collect();
        let (mut sure, unsure) = (Space(sure), Space(about));
        let mut taken = Space::default();
        let mut may = Space::default();
        for part in &rule.parts {
            may.add(unsure.and(part));
            taken.add(sure.take(part));
        }
        space.add(sure);
        space.add(unsure);
        if taken.is_empty() && may.is_empty() {
            return;
        }
        match rule.action {
            "drop" | "reject" | "tarpit" => {
                if !taken.is_empty() {
                    self.walked.stopped.push((rule.record, taken));
                }
            }
            "accept" | "dst-nat" | "redirect" | "netmap" | "same" | "src-nat" | "masquerade" => {
                taken.add(may);
                self.walked.ends.push((rule.record, taken));
            }
            "jump" => {
                let back = self.chain(rule.jump, taken, depth + 1);
                space.add(back);
                // Whether these went there at all is not known, so they are also still here.
                let _may_be_back = self.chain(rule.jump, may, depth + 1);
            }
            "return" => {
                returned.add(taken);
                returned.add(may);
            }
            "notrack" => {
                for block in taken.0.iter_mut().chain(&mut may.0) {
                    block.untracked = true;
                }
                space.add(taken);
                space.add(may);
            }
            other => {
                if other == "fasttrack-connection" && self.walked.fast.is_none() {
                    self.walked.fast = Some(rule.record);
                }
                // Counting, logging and marking let the packet go on.
                space.add(taken);
            }
        }
    }
}
