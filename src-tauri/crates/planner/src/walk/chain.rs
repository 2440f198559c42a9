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
    /// The rules that stopped something, in order.
    pub(super) stopped: Vec<&'s Record>,
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
        let (mut taken, mut may) = (Space::default(), Space::default());
        // Nearly always a rule says the same of both, and all packets stay together.
        if tracked == untracked || !space.has_untracked() {
            take(rule, tracked, space, &mut taken, &mut may);
        } else {
            let mut without = space.split_off_untracked();
            take(rule, tracked, space, &mut taken, &mut may);
            take(rule, untracked, &mut without, &mut taken, &mut may);
            space.add(without);
        }
        if taken.is_empty() && may.is_empty() {
            return;
        }
        match rule.action {
            "drop" | "reject" | "tarpit" => {
                if !taken.is_empty() {
                    self.walked.stopped.push(rule.record);
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
                taken.add(may);
                space.add(taken.untrack());
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

/// Takes out what a rule is about, into what surely is, or what may be.
fn take(rule: &Rule<'_>, is_about: Verdict3, space: &mut Space, taken: &mut Space, may: &mut Space) {
    match is_about {
        Verdict3::No => {}
        Verdict3::Yes => rule.parts.iter().for_each(|part| space.take(part, taken)),
        Verdict3::Unknown => rule.parts.iter().for_each(|part| space.share(part, may)),
    }
}
