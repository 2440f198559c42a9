//! Journeys in the real window: the built app, WebKit, the practice router over real HTTP, a real keyring.
mod accessibility;
mod journeys;
mod keyboard;
