//! Routers are looked for on a real broadcast, in networks that each test makes for itself: a switch,
//! and behind it one network namespace per device. Nothing of this computer's network is touched.
#![cfg(target_os = "linux")]
use crate::network::Network;

const ACTOR: &str = env!("CARGO_BIN_EXE_network-actor");
/// The kinds of device: what is called SwOS, and what is not MikroTik's, cannot be set up.
const ROUTEROS: (&str, &str) = ("MikroTik", "7.20.6 (stable)");
const SWOS: (&str, &str) = ("MikroTik", "SwOS 2.13");
const OTHER: (&str, &str) = ("Example", "1.0");

impl Network {
    fn goes_on(self, name: &str, words: &str) -> Self {
        self.goes_on_with(ACTOR, name, words)
    }

    fn router(self, name: &str, mac: &str, (platform, version): (&str, &str), ipv4: &str) -> Self {
        let size = if ipv4.is_empty() { String::new() } else { format!("{ipv4}/24") };
        let says = if ipv4.is_empty() { "fe80::88" } else { ipv4 };
        self.device(name, mac, &size).goes_on(name, &format!("router {mac} {name} {platform} '{version}' {says}"))
    }

    /// What `pc` finds.
    fn look(self, seconds: u64) -> String {
        self.command("sleep 0.3").command(&format!("ip netns exec pc {ACTOR} look {seconds}")).run()
    }
}

/// In seconds; long enough for a machine that has much else to do.
const LOOKS: u64 = 6;
const PC: &str = "02:00:00:00:00:50";

#[test]
fn every_device_on_the_network_is_told_apart() {
    let found = Network::new()
        .device("pc", PC, "192.168.88.50/24")
        .router("first", "02:00:00:00:00:01", ROUTEROS, "192.168.88.1")
        .router("second", "02:00:00:00:00:02", ROUTEROS, "192.168.88.1")
        .router("bare", "02:00:00:00:00:03", ROUTEROS, "")
        .router("switch2", "02:00:00:00:00:04", SWOS, "192.168.88.4")
        .router("stranger", "02:00:00:00:00:05", OTHER, "192.168.88.5")
        .look(LOOKS);
    println!("{found}");
    for line in [
        "RouterOs 01 first [192.168.88.1]",
        "RouterOs 02 second [192.168.88.1]",
        "RouterOs 03 bare [fe80::88]",
        "SwOs 04 switch2 [192.168.88.4]",
        "Other 05 stranger [192.168.88.5]",
    ] {
        assert!(found.lines().any(|known| known == line), "{line} is not in\n{found}");
    }
    let first = found.lines().find_map(|line| line.strip_prefix("first after ")?.strip_suffix(" ms")?.parse().ok());
    assert!(first.is_some_and(|ms: u64| ms < LOOKS * 1000), "nobody was told while it was still looked\n{found}");
}

#[test]
fn nobody_there_is_said_as_it_is() {
    let silence = Network::new().device("pc", PC, "192.168.88.50/24").look(2);
    assert_eq!(silence.trim(), "none: Silence");
    let no_network = Network::new().command("ip netns add pc").look(2);
    assert_eq!(no_network.trim(), "none: NoNetwork");
}

#[test]
fn a_router_whose_answers_do_not_arrive_is_found_at_the_usual_addresses() {
    let new = Network::new()
        .device("pc", PC, "192.168.88.50/24")
        .device("new", "02:00:00:00:00:01", "192.168.88.1/24")
        .goes_on("new", "silent 192.168.88.1:80")
        .look(1);
    assert!(new.contains("RouterOs   [192.168.88.1]"), "{new}");
    let with_modem = Network::new()
        .device("pc", PC, "192.168.188.50/24")
        .device("lte", "02:00:00:00:00:01", "192.168.188.1/24")
        .goes_on("lte", "silent 192.168.188.1:80")
        .look(1);
    assert!(with_modem.contains("RouterOs   [192.168.188.1]"), "{with_modem}");
    let moved = Network::new()
        .device("pc", PC, "10.20.30.40/24")
        .device("gateway", "02:00:00:00:00:01", "10.20.30.1/24")
        .goes_on("gateway", "silent 10.20.30.1:80")
        .command("ip -n pc route add default via 10.20.30.1")
        .look(1);
    assert!(moved.contains("RouterOs   [10.20.30.1]"), "{moved}");
}
