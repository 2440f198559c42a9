//! Networks that a test makes for itself: a switch, and behind it one network namespace per device.
//! Nothing of this computer's network is touched. Where that cannot be done, the test fails and says so.
#![cfg(target_os = "linux")]
use std::{fmt::Write as _, process::Command};

/// A network of devices, each a name and what it does there.
pub(crate) struct Network(String);

impl Network {
    pub(crate) fn new() -> Self {
        // A namespace needs names in /run, and loopback switched on.
        Self("set -e\nmount -t tmpfs none /run\nmkdir /run/netns\nip link set lo up\nip link add switch type bridge\nip link set switch up\n".into())
    }

    /// Plugs a device in, with an IPv4 address if it has one.
    pub(crate) fn device(mut self, name: &str, mac: &str, address: &str) -> Self {
        let in_it = format!("ip netns exec {name}");
        let address = if address.is_empty() {
            String::new()
        } else {
            format!("ip -n {name} addr add {address} brd + dev eth0\n")
        };
        let _ = write!(
            self.0,
            "ip netns add {name}\n{in_it} sh -c 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad'\nip link add s-{name} type veth peer name eth0 address {mac} netns {name}\nip link set s-{name} master switch up\nip -n {name} link set lo up\nip -n {name} link set eth0 up\n{address}"
        );
        self
    }

    /// A program that goes on there. It is waited for: its first line says that it is ready, and stays
    /// in the variable `ready`.
    pub(crate) fn goes_on_with(mut self, program: &str, name: &str, words: &str) -> Self {
        let _ = write!(
            self.0,
            "mkfifo /run/{name}\nip netns exec {name} {program} {words} >/run/{name} &\nread ready </run/{name}\n"
        );
        self
    }

    /// A line of the script that makes the network and uses it.
    pub(crate) fn command(mut self, line: &str) -> Self {
        self.0.push_str(line);
        self.0.push('\n');
        self
    }

    /// Makes it, and what was said in it.
    pub(crate) fn run(self) -> String {
        // Whatever was started in it ends with it.
        let spaces = ["--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c"];
        let ran = Command::new("unshare").args(spaces).arg(&self.0).output();
        let ran = ran.unwrap_or_else(|error| panic!("{NEEDS}: unshare: {error}"));
        let (said, wrong) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{NEEDS}.\n{said}{wrong}");
        said.into_owned()
    }
}

const NEEDS: &str = "this test makes network namespaces of its own, and could not: it needs unshare (util-linux), ip (iproute2) and a system that lets a user make namespaces";
