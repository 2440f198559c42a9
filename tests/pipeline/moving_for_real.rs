//! A move of the home in a real network: the old address really goes away, from under the connection of
//! whoever set the router up, and again when the router takes it away for good.
#![cfg(target_os = "linux")]
use crate::network::Network;

const HOME: &str = env!("CARGO_BIN_EXE_moving-home");

#[test]
fn a_computer_that_gets_another_address_follows_the_router_to_the_proof() {
    let said = Network::new()
        .device("pc", "02:00:00:00:00:50", "192.168.88.10/24")
        .device("router", "02:00:00:00:00:01", "192.168.88.1/24")
        .goes_on_with(HOME, "router", "router")
        .command(&format!("ip netns exec pc {HOME} computer $ready"))
        .command("echo then: $(ip -n pc -4 -br addr show eth0) / $(ip -n router -4 -br addr show eth0)")
        // Two hours later.
        .command("touch /run/later")
        .command("sleep 1")
        .command("echo later: $(ip -n pc -4 -br addr show eth0) / $(ip -n router -4 -br addr show eth0)")
        .run();
    println!("{said}");
    let line = |front: &str| {
        said.lines().find_map(|line| line.strip_prefix(front)).unwrap_or_else(|| panic!("no {front} in\n{said}"))
    };
    assert_eq!(line("ends: "), "Done at Some(192.168.77.1)");
    assert_eq!(line("the old connection: "), "gone");
    assert_eq!(line("left to do: "), "0");
    let (pc, router) = line("then: ").split_once(" / ").expect("both");
    assert!(pc.contains("192.168.77.") && !pc.contains("192.168.88."), "{pc}");
    assert!(router.contains("192.168.77.1/24") && router.contains("192.168.88.1/24"), "{router}");
    let (_, router) = line("later: ").split_once(" / ").expect("both");
    assert!(router.contains("192.168.77.1/24") && !router.contains("192.168.88.1"), "{router}");
}
