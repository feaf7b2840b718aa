//! A member at Chromium.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::Outcome;
use crate::servers::place;

/// Who signs in, and what they do.
pub struct Member<'a> {
    pub username: &'a str,
    pub password: &'a str,
    /// Presses Cancel.
    pub denies: bool,
}

/// Opens the authorization URL in Chromium and brings back the callback URL.
pub async fn follow(url: &str, redirect: &str, member: Member<'_>) -> Outcome<String> {
    let Member { username, password, denies } = member;
    let orders = json!({ "url": url, "redirect": redirect, "username": username, "password": password, "deny": denies });
    tokio::task::spawn_blocking(move || {
        let mut node = Command::new("node")
            .arg(place().join("node/browser.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        node.stdin.take().ok_or("no input of the browser")?.write_all(orders.to_string().as_bytes())?;
        let output = node.wait_with_output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?.trim().to_owned());
        }
        let trouble = String::from_utf8_lossy(&output.stderr);
        let said = trouble.lines().find(|line| line.contains("Error: ")).unwrap_or("no word");
        Err(format!("the browser came back without a callback: {said}").into())
    })
    .await?
}
