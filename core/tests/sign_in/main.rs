//! The refusal table: what a client must and must not do when it signs in, rule by rule, over real HTTP.
//!
//! `README.md` beside this folder lists rule, source and test.

#![allow(clippy::unwrap_used, reason = "a test whose world cannot be set up is a failed test")]

#[path = "../support/mod.rs"]
mod support;

mod authorize;
mod callback;
mod discovery;
mod id_token;
mod people;
mod table;
mod token;

use billfold::{Connection, Error, ErrorKind, Wallet};
use billfold_sandbox::browser::Answer;
use support::World;

/// The callback of a member who agrees.
async fn callback(world: &World, wallet: &Wallet, payer: &str) -> String {
    let request = wallet.begin_sign_in(payer, world.options(payer)).await.unwrap();
    world.callback(payer, &request, Answer::Allow).await
}

/// A callback URL with one parameter set, or taken away.
fn with(callback: &str, name: &str, value: Option<&str>) -> String {
    let (address, query) = callback.split_once('?').unwrap();
    let parameters = url::form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != name);
    let mut changed = url::form_urlencoded::Serializer::new(String::new());
    changed.extend_pairs(parameters);
    if let Some(value) = value {
        changed.append_pair(name, value);
    }
    format!("{address}?{}", changed.finish())
}

fn kind(outcome: Result<Connection, Error>) -> ErrorKind {
    outcome.expect_err("an error").kind()
}

/// A sign-in that was refused leaves nothing, and the next one works.
async fn nothing_is_left(world: &World, wallet: &Wallet, payer: &str) {
    assert!(wallet.connections().unwrap().is_empty(), "{payer}: half a connection stayed");
    world.payer(payer).set_faults(billfold_sandbox::Faults::default());
    let connection = world.sign_in(wallet, payer).await;
    wallet.sign_out(&connection.id).await.unwrap();
}
