//! Trust by pin: the SHA-256 of the key that the router shows. Names and dates do not decide, the
//! signature of the handshake does.
use crate::ClientError;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use sha2::{Digest, Sha256};
use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

/// The SHA-256 of a SubjectPublicKeyInfo.
pub type Pin = [u8; 32];

/// A pin as people see and type it: 64 hexadecimal digits, with or without colons.
pub fn parse_pin(text: &str) -> Option<Pin> {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b':').collect();
    let mut pin = Pin::default();
    if digits.len() != 2 * pin.len() {
        return None;
    }
    for (byte, pair) in pin.iter_mut().zip(digits.chunks(2)) {
        let nibble = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(16 * nibble(pair[0])? + nibble(pair[1])?).ok()?;
    }
    Some(pin)
}

/// The other way round.
pub fn show_pin(pin: &Pin) -> String {
    pin.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a router showed: its key, and the certificate around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// SHA-256 of the key: what is trusted.
    pub pin: Pin,
    /// SHA-256 of the whole certificate: what `/certificate` calls its fingerprint.
    pub fingerprint: [u8; 32],
}

/// What was seen last, whether it was accepted or not.
pub(crate) type Seen = Arc<Mutex<Option<Key>>>;

pub(crate) fn seen(seen: &Seen) -> Option<Key> {
    *seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What rustls found, wherever it is wrapped up.
pub(crate) fn found<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a Error> {
    if let Some(failure) = error.downcast_ref::<Error>() {
        return Some(failure);
    }
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.and_then(|wrapped| found(wrapped)).or_else(|| error.source().and_then(found))
}

/// What it means that no handshake came about. A router that knows nothing newer than TLS 1.1 says so by
/// an alert, or answers in what it knows (RFC 5246, Appendix E.1).
pub(crate) fn failed(error: &Error, seen: &Seen, pin: Option<Pin>) -> ClientError {
    match (self::seen(seen).map(|key| key.pin), pin, error) {
        (Some(key), None, _) => ClientError::KeyUnknown { seen: show_pin(&key) },
        (Some(key), Some(pin), _) if key != pin => ClientError::KeyChanged { seen: show_pin(&key) },
        (
            _,
            _,
            Error::PeerIncompatible(_)
            | Error::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity),
        ) => ClientError::EncryptionTooOld { detail: error.to_string() },
        _ => ClientError::HandshakeFailed { detail: error.to_string() },
    }
}

/// A configuration that trusts this key and nothing else; without a pin, nothing at all.
pub(crate) fn config(pin: Option<Pin>, seen: Seen) -> Result<ClientConfig, Error> {
    let verifier = Arc::new(verifier(pin, seen));
    let provider = Arc::clone(&verifier.provider);
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

pub(crate) fn verifier(pin: Option<Pin>, seen: Seen) -> PinVerifier {
    PinVerifier { pin, seen, provider: Arc::new(ring::default_provider()) }
}

#[derive(Debug)]
pub(crate) struct PinVerifier {
    pin: Option<Pin>,
    seen: Seen,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for PinVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let key = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        let found: Pin = Sha256::digest(&key).into();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Key { pin: found, fingerprint: Sha256::digest(end_entity).into() });
        if self.pin == Some(found) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_as_people_write_them() {
        let text = "00ff".repeat(16);
        let pin = parse_pin(&text).unwrap();
        assert_eq!(show_pin(&pin), text);
        assert_eq!(parse_pin(&"00:FF:".repeat(16)), Some(pin));
        for bad in ["", "00", &"0g".repeat(32), &"é".repeat(32)] {
            assert_eq!(parse_pin(bad), None);
        }
    }
}
