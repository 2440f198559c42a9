//! Whether the internet answers: by number and by name.
use super::{
    home,
    item::{bad, good, unknown},
    wan,
};
use crate::ProofItem;
use project::{Names, Project};
use routeros::{Record, Snapshot};
use routeros_client::{
    ClientError, Router,
    names::{Looked, look_up},
};
use std::time::Duration;

/// Two that belong to different people, so that one outage is not taken for ours.
const PEERS: [&str; 2] = ["1.1.1.1", "8.8.8.8"];
/// Kept for examples by its owner, and always there.
const NAME: &str = "example.com";
/// A new rule needs a moment before it works (reference rest-api §6).
const MOMENT: Duration = Duration::from_secs(2);

const ID: &str = "internet";

/// Whether a number on the internet answers, to the router and to the devices behind it.
pub(crate) async fn by_number<R: Router>(router: &R, project: &Project, now: &Snapshot, online: bool) -> ProofItem {
    let mut answer = ping_one_of(router).await;
    if online && matches!(answer, Ok(None)) {
        tokio::time::sleep(MOMENT).await;
        answer = ping_one_of(router).await;
    }
    match answer {
        Ok(Some((address, time))) => {
            let shared = wan::interface(project, now).is_some_and(|interface| home::is_shared(now, &interface));
            if shared {
                good(ID, "internet.good").with("address", address).with("time", time).done()
            } else {
                bad(ID, "internet.not-shared").with("address", address).done()
            }
        }
        Ok(None) => bad(ID, "internet.bad").with("address", PEERS.join(", ")).done(),
        Err(error) => unknown(ID, "internet.unread").with("detail", error.to_string()).done(),
    }
}

async fn ping_one_of<R: Router>(router: &R) -> Result<Option<(&'static str, String)>, ClientError> {
    for address in PEERS {
        match router.ask("/tool/ping", &[("address", address), ("count", "3")]).await {
            Ok(rows) => {
                if let Some(time) = rows.iter().find_map(answer_time) {
                    return Ok(Some((address, time)));
                }
            }
            // "no route to host" and the like come as a refusal: that is an answer to the question.
            Err(ClientError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// How long the answer in this row took; `None` when none came.
fn answer_time(row: &Record) -> Option<String> {
    let time = row.text("time").filter(|time| !time.is_empty())?;
    let whole = time
        .split("ms")
        .next()
        .filter(|digits| time.contains("ms") && digits.bytes().all(|byte| byte.is_ascii_digit()));
    Some(match whole {
        Some(milliseconds) => format!("{milliseconds} ms"),
        None if time.ends_with("us") => "1 ms".to_owned(),
        None => time.to_owned(),
    })
}

/// Whether the router finds a name.
pub(crate) async fn by_name<R: Router>(router: &R, project: &Project, reached: bool) -> ProofItem {
    match router.ask("/resolve", &[("domain-name", NAME)]).await {
        Ok(rows) => match rows.iter().find_map(|row| row.text("ret")).filter(|address| !address.is_empty()) {
            Some(address) => {
                let private = matches!(&project.names, Names::Servers { doh: Some(_), .. });
                let key = if private { "names.good-private" } else { "names.good" };
                good("names", key).with("name", NAME).with("address", address).done()
            }
            None => unknown("names", "names.unread").with("detail", "an answer without an address").done(),
        },
        // It has no command for it, so it is asked as a device at home asks.
        Err(ClientError::Missing { detail }) => from_here(router, detail).await,
        Err(ClientError::Refused { .. }) if !reached => bad("names", "names.no-internet").with("name", NAME).done(),
        Err(ClientError::Refused { detail, .. }) => {
            bad("names", "names.bad").with("name", NAME).with("detail", detail).done()
        }
        Err(error) => unknown("names", "names.unread").with("detail", error.to_string()).done(),
    }
}

async fn from_here<R: Router>(router: &R, missing: String) -> ProofItem {
    let unread = |detail: String| unknown("names", "names.unread").with("detail", detail).done();
    let Some(at) = router.names_at() else { return unread(missing) };
    match look_up(at, NAME).await {
        Ok(Looked::Found(address)) => {
            good("names", "names.good-here").with("name", NAME).with("address", address.to_string()).done()
        }
        Ok(Looked::NotFound(code)) => {
            bad("names", "names.bad").with("name", NAME).with("detail", format!("DNS code {code}")).done()
        }
        Err(error) => unread(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_routers_write_them() {
        let time = |text| answer_time(&Record::of(None, &[("time", text)]));
        assert_eq!(time("14ms"), Some("14 ms".into()));
        assert_eq!(time("14ms230us"), Some("14 ms".into()));
        assert_eq!(time("551us"), Some("1 ms".into()));
        assert_eq!(time("1s20ms"), Some("1s20ms".into()));
        assert_eq!(time(""), None);
        assert_eq!(answer_time(&Record::of(None, &[("status", "timeout")])), None);
    }
}
