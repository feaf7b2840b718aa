//! The loopback redirect (RFC 8252 section 7.3): a port that this process holds, and the little HTTP that a browser
//! needs to come back to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use billfold::ErrorKind;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url};

use crate::failure::Failure;

/// A request whose head is longer is refused.
const LONGEST_HEAD: usize = 16 << 10;
/// A connection that takes longer is closed: browsers open some that they never use.
const DEADLINE: Duration = Duration::from_secs(10);

/// A listener at a redirect URI.
pub struct Loopback {
    redirect_uri: String,
    arrivals: mpsc::Receiver<Arrival>,
    /// Dropping it closes the port.
    _serving: JoinSet<()>,
}

/// A callback URL that came back, perhaps with a browser that waits for a page.
pub struct Arrival {
    /// The callback URL, verbatim.
    pub url: String,
    browser: Option<TcpStream>,
}

/// What the browser is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page<'a> {
    /// The sign-in is complete.
    SignedIn,
    /// It failed, for this reason.
    Failed(&'a str),
    /// The callback was for nobody.
    Stray,
}

impl Loopback {
    /// Listens at `redirect_uri`, or at a free port as `http://127.0.0.1:PORT/callback`.
    pub async fn bind(redirect_uri: Option<&str>) -> Result<Self, Failure> {
        let address = match redirect_uri {
            Some(uri) => address(uri)?,
            None => SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        };
        let refused = |error| {
            Failure::new(
                ErrorKind::Misconfigured,
                format!("the port {address} cannot be listened at: {error}"),
            )
        };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let redirect_uri = match redirect_uri {
            Some(uri) => uri.to_owned(),
            None => format!("http://{}/callback", listener.local_addr().map_err(refused)?),
        };
        // The letters up to the path, and the path: what comes must repeat them.
        let after_scheme = "http://".len();
        let path_start =
            redirect_uri[after_scheme..].find(['/', '?']).map_or(redirect_uri.len(), |at| at + after_scheme);
        let (origin, path) = redirect_uri.split_at(path_start);
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() {
            let detail = "the redirect URI needs a path, such as /callback: a browser sends one";
            return Err(Failure::new(ErrorKind::Misconfigured, detail));
        }
        let (sender, arrivals) = mpsc::channel(8);
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, origin.to_owned(), path.to_owned(), sender));
        Ok(Self { redirect_uri, arrivals, _serving: serving })
    }

    /// The redirect URI, letter by letter.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The next callback.
    pub async fn next(&mut self) -> Option<Arrival> {
        self.arrivals.recv().await
    }
}

impl Arrival {
    /// A callback URL that was typed or pasted: no browser waits.
    pub fn typed(url: String) -> Self {
        Self { url, browser: None }
    }

    /// Shows the waiting browser a page.
    pub async fn answer(self, page: Page<'_>) {
        let Some(mut browser) = self.browser else { return };
        let (status, title, text) = match page {
            Page::SignedIn => {
                ("200 OK", "Signed in", "You can close this window and go back to the terminal.")
            }
            Page::Failed(reason) => ("200 OK", "The sign-in failed", reason),
            Page::Stray => ("404 Not Found", "Nobody waits for this", "This sign-in is not known here."),
        };
        reply(&mut browser, status, title, text).await;
    }
}

/// Where to listen for an `http` redirect URI, which the wallet has checked to be on the loopback interface.
fn address(redirect_uri: &str) -> Result<SocketAddr, Failure> {
    let url = Url::parse(redirect_uri).ok();
    let host = url.as_ref().and_then(Url::host);
    let port = url.as_ref().and_then(Url::port_or_known_default);
    match (host, port) {
        (Some(Host::Ipv4(host)), Some(port)) => Ok((host, port).into()),
        (Some(Host::Ipv6(host)), Some(port)) => Ok((host, port).into()),
        _ => Err(Failure::new(ErrorKind::Misconfigured, "the redirect URI has no address to listen at")),
    }
}

async fn serve(listener: TcpListener, origin: String, path: String, arrivals: mpsc::Sender<Arrival>) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let (origin, path, arrivals) = (origin.clone(), path.clone(), arrivals.clone());
                    open.spawn(async move {
                        // A connection that outstays its time is closed by being dropped.
                        if let Ok(Some((target, browser))) = timeout(DEADLINE, receive(stream, &path)).await {
                            let arrival = Arrival { url: format!("{origin}{target}"), browser: Some(browser) };
                            // Nobody waits any more when the channel is closed.
                            let _ = arrivals.send(arrival).await;
                        }
                    });
                }
                // Out of descriptors, most likely: some will be free soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
            Some(_) = open.join_next() => {}
        }
    }
}

/// Reads a request. Gives the target of one to `path`, with the connection that waits; answers all others itself.
async fn receive(mut stream: TcpStream, path: &str) -> Option<(String, TcpStream)> {
    let mut head = Vec::new();
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            let (status, text) = ("431 Request Header Fields Too Large", "This request is too long.");
            reply(&mut stream, status, "Too long", text).await;
            // Closing before the rest is read would take the answer back.
            let _ = tokio::io::copy(&mut stream.take(LONGEST_HEAD as u64), &mut tokio::io::sink()).await;
            return None;
        }
        let mut piece = [0; 2048];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => head.extend_from_slice(&piece[..length]),
        }
    }
    let line = head.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let mut words = std::str::from_utf8(line).unwrap_or_default().split(' ');
    let request = (words.next(), words.next(), words.next(), words.next());
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) = request else {
        reply(&mut stream, "400 Bad Request", "Not understood", "This is no request that a browser sends.")
            .await;
        return None;
    };
    if method != "GET" {
        reply(&mut stream, "405 Method Not Allowed", "Not here", "Only GET is answered here.").await;
        return None;
    }
    if target.split('?').next() != Some(path) {
        reply(&mut stream, "404 Not Found", "Not here", "There is nothing at this address.").await;
        return None;
    }
    Some((target.to_owned(), stream))
}

/// Answers with a small page and closes. A browser that has gone away is not missed.
async fn reply(stream: &mut TcpStream, status: &str, title: &str, text: &str) {
    let (title, text) = (escape(title), escape(text));
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Billfold</title>\
         <h1>{title}</h1><p>{text}</p></html>\n"
    );
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'\r\n\
         Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Allow: GET\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let write = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await
    };
    let _ = timeout(DEADLINE, write).await;
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends `request` to the listener and reads the whole answer.
    async fn ask(redirect_uri: &str, request: String) -> String {
        let address = address(redirect_uri).unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn only_a_get_of_the_callback_arrives() {
        let mut loopback = Loopback::bind(None).await.unwrap();
        let uri = loopback.redirect_uri().to_owned();
        // An unused connection, such as browsers keep ready, holds nobody up.
        let _idle = TcpStream::connect(address(&uri).unwrap()).await.unwrap();
        for (request, status) in [
            ("GET /favicon.ico HTTP/1.1\r\n\r\n".to_owned(), "404"),
            ("GET /callback/more?code=1 HTTP/1.1\r\n\r\n".to_owned(), "404"),
            ("POST /callback?code=1 HTTP/1.1\r\n\r\n".to_owned(), "405"),
            ("GET\r\n\r\n".to_owned(), "400"),
            (format!("GET /callback?{} HTTP/1.1\r\n\r\n", "x".repeat(LONGEST_HEAD)), "431"),
        ] {
            let answer = ask(&uri, request).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
            assert!(loopback.arrivals.try_recv().is_err());
        }
        let request = "GET /callback?code=1&state=%20 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned();
        let answered = async {
            let arrival = loopback.next().await.unwrap();
            let url = arrival.url.clone();
            arrival.answer(Page::Failed("<because>")).await;
            url
        };
        let (answer, url) = tokio::join!(ask(&uri, request), answered);
        assert_eq!(url, format!("{uri}?code=1&state=%20"));
        assert!(answer.contains("&lt;because&gt;") && answer.contains("no-store"), "{answer}");
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_refused() {
        let first = Loopback::bind(None).await.unwrap();
        let failure = Loopback::bind(Some(first.redirect_uri())).await.err().unwrap();
        assert_eq!(failure.kind(), Some(ErrorKind::Misconfigured));
    }
}
