//! `connect`: signs in with the system browser.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::time::Duration;

use billfold::config::{RedirectBinding, parse_broker};
use billfold::error::{ConfigError, SignInError};
use billfold::{ClientRegistration, Connection, ErrorKind, Redirect, SignInOptions, Wallet, WalletConfig};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::cli::ConnectArguments;
use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::loopback::{Arrival, Loopback, Page};
use crate::open;
use crate::output::{Output, note};

/// Where callbacks come from.
enum Callbacks {
    /// The browser, on the loopback interface.
    Loopback(Loopback),
    /// Lines of standard input.
    Typed(mpsc::Receiver<String>),
}

impl Callbacks {
    /// The next callback; `None` when none can come any more.
    async fn next(&mut self) -> Option<Arrival> {
        match self {
            Self::Loopback(loopback) => loopback.next().await,
            Self::Typed(lines) => lines.recv().await.map(Arrival::typed),
        }
    }
}

/// Signs in: prints the URL, opens it in the system browser, and waits for the callback.
pub async fn run(arguments: &ConnectArguments, directory: PathBuf, output: &Output) -> Result<(), Failure> {
    let mut config = WalletConfig::new(directory);
    config.presets.extend(arguments.target.moved_preset()?);
    let client = client(arguments, &mut config)?;
    let (redirect, mut callbacks) = redirect(arguments.redirect_uri.as_deref(), &mut config).await?;
    let mut options = SignInOptions::new(client, redirect);
    options.scopes = arguments.scope.as_ref().map(|scopes| words(scopes));
    options.fhir_base.clone_from(&arguments.target.fhir_base);
    options.broker = arguments.broker.as_deref().map(parse_broker).transpose()?;

    let wallet = open::with_config(config).await?;
    let request = match (&arguments.target.payer, &arguments.target.fhir_base) {
        (Some(payer), _) => wallet.begin_sign_in(payer, options).await?,
        (None, Some(fhir_base)) => wallet.begin_sign_in_at(fhir_base, options).await?,
        (None, None) => {
            let error = ConfigError::Url { what: "the FHIR base", rule: "name a payer or a FHIR base" };
            return Err(error.into());
        }
    };
    // Before the URL is told: who reads it may press Ctrl-C at once.
    let mut interrupted = signal(SignalKind::interrupt()).map_err(|error| {
        Failure::new(ErrorKind::Misconfigured, format!("Ctrl-C cannot be caught: {error}"))
    })?;
    output.tell(
        || json_views::authorize(&request),
        || format!("Open this address to sign in:\n\n{}\n", request.url),
    )?;
    if !arguments.no_browser {
        open_browser(request.url.to_string());
    }
    if matches!(callbacks, Callbacks::Typed(_)) {
        note("then paste the callback URL here, as one line");
    }
    let waited = wait(&wallet, &request.id, &mut callbacks, &mut interrupted, arguments.timeout).await?;
    let connection = match waited {
        Completed::As(connection) => *connection,
        Completed::ForOneOf(sign_in) => choose(&wallet, &sign_in, arguments.patient.as_deref()).await?,
    };
    output.tell(|| json_views::connected(&connection), || describe(&connection))
}

/// How a callback completed the sign-in.
enum Completed {
    As(Box<Connection>),
    /// It opens the records of several patients; this names it.
    ForOneOf(String),
}

/// Completes a sign-in for the patient whom the command line names, or tells who there is.
async fn choose(wallet: &Wallet, sign_in: &str, patient: Option<&str>) -> Result<Connection, Failure> {
    if let Some(patient) = patient {
        return Ok(wallet.choose_patient(sign_in, patient).await?);
    }
    for choice in wallet.patient_choices(sign_in).await? {
        let birth = choice.birth_date.unwrap_or_default();
        note(&format!("--patient {}  {} {birth}", choice.patient, choice.name.unwrap_or_default()));
    }
    let detail = "this sign-in opens the records of several patients: sign in again with one of those";
    Err(Failure::new(ErrorKind::ChoosePatient, detail.to_owned()))
}

/// Waits for the callback that completes the sign-in. Those that are for nobody are answered and forgotten.
async fn wait(
    wallet: &Wallet,
    sign_in: &str,
    callbacks: &mut Callbacks,
    interrupted: &mut Signal,
    seconds: u64,
) -> Result<Completed, Failure> {
    let deadline = Instant::now() + Duration::from_secs(seconds.min(86_400));
    loop {
        let (arrival, why) = tokio::select! {
            arrival = callbacks.next() => (arrival, "no callback can come any more".to_owned()),
            () = sleep_until(deadline) => (None, format!("no callback came within {seconds} seconds")),
            _ = interrupted.recv() => (None, SignInError::Cancelled.to_string()),
        };
        let Some(arrival) = arrival else {
            wallet.cancel_sign_in(sign_in).await?;
            return Err(Failure::new(ErrorKind::Cancelled, why));
        };
        match wallet.complete_sign_in(&arrival.url).await {
            Ok(connection) => {
                arrival.answer(Page::SignedIn).await;
                return Ok(Completed::As(Box::new(connection)));
            }
            Err(error) if error.kind() == ErrorKind::ChoosePatient => {
                arrival.answer(Page::SignedIn).await;
                return Ok(Completed::ForOneOf(error.sign_in().unwrap_or_default().to_owned()));
            }
            Err(error) if error.kind() == ErrorKind::StrayRedirect => {
                note(&error.to_string());
                arrival.answer(Page::Stray).await;
            }
            Err(error) => {
                arrival.answer(Page::Failed(&error.to_string())).await;
                return Err(error.into());
            }
        }
    }
}

/// What the payer assigned to the app. A secret is permitted here, because a developer keeps it themself.
fn client(arguments: &ConnectArguments, config: &mut WalletConfig) -> Result<ClientRegistration, Failure> {
    let mut client = ClientRegistration::public(&arguments.client_id);
    if let Some(name) = &arguments.client_secret_env {
        let secret = std::env::var(name).ok().filter(|secret| !secret.is_empty()).ok_or_else(|| {
            let detail = format!("the environment variable {name} holds no client secret");
            Failure::new(ErrorKind::Misconfigured, detail)
        })?;
        note("warning: a client secret inside an app is no secret; this is for development");
        config.allow_embedded_secret = true;
        client.client_secret = Some(secret.into());
    }
    client.method = arguments.client_auth.map(Into::into);
    Ok(client)
}

/// The redirect, as honest as a terminal can be about it, and where its callbacks come from.
async fn redirect(uri: Option<&str>, config: &mut WalletConfig) -> Result<(Redirect, Callbacks), Failure> {
    let scheme = uri.and_then(|uri| Url::parse(uri).ok()).map(|url| url.scheme().to_owned());
    match (uri, scheme.as_deref()) {
        (Some(_), Some("https")) => {
            let rule = "an https redirect does not come back to a terminal: use http://127.0.0.1:PORT/.. or a custom scheme";
            Err(ConfigError::Redirect { rule }.into())
        }
        (None, _) | (Some(_), Some("http")) => {
            if let Some(uri) = uri {
                Redirect::loopback(uri)?;
            }
            let loopback = Loopback::bind(uri).await?;
            Ok((Redirect::loopback(loopback.redirect_uri())?, Callbacks::Loopback(loopback)))
        }
        (Some(uri), _) => {
            let redirect = Redirect::new(uri, RedirectBinding::Unbound)?;
            note(
                "warning: nothing binds this custom scheme to the terminal: any app could receive the callback",
            );
            config.accept_unbound_redirect = true;
            Ok((redirect, Callbacks::Typed(typed_lines())))
        }
    }
}

/// Lines of standard input. Reading blocks and cannot be stopped, so it has a thread of its own that ends with the
/// process.
fn typed_lines() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if !line.trim().is_empty() && sender.blocking_send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// A machine without a browser still has the URL. A browser for terminals blocks, so it has a thread of its own.
fn open_browser(url: String) {
    std::thread::spawn(move || {
        if webbrowser::open(&url).is_err() {
            note("no browser could be opened: open the address yourself");
        }
    });
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn describe(connection: &Connection) -> String {
    let renews =
        if connection.can_refresh { "access renews itself" } else { "access ends and does not renew" };
    let mut text = format!(
        "Signed in to {} as patient {}.\nConnection {}, {renews}.\n\n{}\nScopes: {}",
        draw::clean(&connection.payer_name),
        draw::clean(&connection.patient),
        connection.id,
        draw::protection(connection.protection),
        draw::clean(&connection.scopes.join(" ")),
    );
    if let Some(notice) = &connection.notice {
        text.extend(["\n\n", notice.as_str()]);
    }
    text
}
