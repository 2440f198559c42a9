//! Stub.
use crate::*;
use std::net::Ipv4Addr;
pub(crate) fn judge<'a>(
    _: &Choices,
    _: &dyn Fn(SecretField) -> SecretState<'a>,
) -> Result<(Project, Vec<Issue>), Vec<Issue>> {
    Err(vec![])
}
/// Stub.
pub fn check<'a>(_: &Choices, _: &dyn Fn(SecretField) -> SecretState<'a>) -> Vec<Issue> {
    vec![]
}
/// Stub.
pub fn derived_range(lan: LanAddress) -> (Ipv4Addr, Ipv4Addr) {
    (lan.first_host(), lan.last_host())
}
/// Stub.
pub fn move_home(_: &Choices, lan: LanAddress) -> Suggestion {
    Suggestion::set("home.address", lan.to_string())
}
