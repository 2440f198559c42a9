//! A router that was told to start again is waited for, and logged in to anew.
use routeros::{MenuState, menu};
use routeros_client::{ClientError, Router};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

const PAUSE: Duration = Duration::from_secs(3);
/// Nobody is waited for longer than that in one go.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until the router answers that it started after it was told to, at `begun`; no longer than
/// `longest`. The error is what was seen last.
pub(crate) async fn back<R: Router>(router: &R, begun: Instant, longest: Duration) -> Result<R, ClientError> {
    let mut error = ClientError::OutcomeUnknown;
    while begun.elapsed() < longest {
        sleep(PAUSE).await;
        match timeout(PATIENCE, router.fresh()).await {
            Ok(Ok(anew)) => match anew.read(menu::SYSTEM_RESOURCE).await {
                Ok(MenuState::Settings(record)) => {
                    let up = uptime(record.text_or_empty("uptime"));
                    if up.is_some_and(|up| up <= begun.elapsed()) {
                        return Ok(anew);
                    }
                    error = ClientError::OutcomeUnknown;
                }
                Ok(_) => {}
                Err(seen) => error = seen,
            },
            Ok(Err(seen)) => {
                // It will not become another answer by asking more often; and logins are counted.
                if matches!(seen, ClientError::WrongPassword | ClientError::KeyChanged { .. }) {
                    return Err(seen);
                }
                error = seen;
            }
            Err(_) => {}
        }
    }
    Err(error)
}

/// `1d7h44m20s`, as RouterOS writes it; parts of a second do not count.
pub(crate) fn uptime(text: &str) -> Option<Duration> {
    let (mut seconds, mut number) = (0, String::new());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign.is_ascii_digit() {
            number.push(sign);
            continue;
        }
        let count: u64 = std::mem::take(&mut number).parse().ok()?;
        seconds += match (sign, signs.peek()) {
            ('m' | 'u' | 'n', Some('s')) => {
                signs.next();
                0
            }
            ('w', _) => count * 604_800,
            ('d', _) => count * 86_400,
            ('h', _) => count * 3_600,
            ('m', _) => count * 60,
            ('s', _) => count,
            _ => return None,
        };
    }
    (number.is_empty() && !text.is_empty()).then_some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_since_a_start_is_read() {
        let seconds = |text: &str| uptime(text).map(|time| time.as_secs());
        assert_eq!(seconds("1d7h44m20s"), Some(114_260));
        assert_eq!(seconds("1w2m3s"), Some(604_923));
        assert_eq!((seconds("9s120ms"), seconds("551us")), (Some(9), Some(0)));
        assert_eq!((seconds(""), seconds("7"), seconds("x")), (None, None, None));
    }
}
