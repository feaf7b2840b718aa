//! A proxy between a wallet and a payer that does to connections what networks do.
//!
//! It works on the bytes of TCP, below TLS where there is TLS: what it changes or cuts off is ciphertext then, as it is for
//! anybody on the way. [`Weather`] says what happens, and is drawn by a seed for each piece of bytes that comes from the
//! payer.

mod tls;

pub use tls::Certificate;
pub(crate) use tls::{Terminal, terminate};

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::wire::{lock, sha256};

/// What stands between a wallet and the payers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Plain http.
    Plain,
    /// TLS, by certificates that are made when the sandbox starts.
    Tls,
}

/// What happens to pieces of at most 4 KiB on their way from a payer. The default is nothing. Each number is how rare
/// it is: it happens to one piece of so many; 0 is never.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weather {
    /// Every piece is late by so many milliseconds.
    pub latency_ms: u64,
    /// A piece is lost and comes 300 ms later, by TCP.
    pub loss: u64,
    /// The connection is reset.
    pub reset: u64,
    /// The other end is gone and nobody says so: nothing comes any more, and nothing is closed.
    pub half_open: u64,
    /// A bit of it is another one.
    pub wrong_bytes: u64,
    /// Another seed, another choice.
    pub seed: u64,
}

/// How long a lost piece takes.
const RETRANSMISSION: Duration = Duration::from_millis(300);
/// How long what a wallet closed on its side may stay open on the other.
const PATIENCE: Duration = Duration::from_secs(5);
const PIECE: usize = 4 << 10;

enum Fate {
    Pass,
    Late,
    Reset,
    Silence,
    Flip(usize),
}

/// What the weather is at a payer, and how many pieces it met.
#[derive(Default)]
pub(crate) struct Sky {
    weather: Mutex<Weather>,
    pieces: AtomicU64,
}

impl Sky {
    pub(crate) fn set(&self, weather: Weather) {
        *lock(&self.weather) = weather;
    }

    fn weather(&self) -> Weather {
        *lock(&self.weather)
    }

    /// What becomes of the next piece.
    fn draw(&self) -> Fate {
        let weather = self.weather();
        let number = self.pieces.fetch_add(1, Ordering::Relaxed);
        let hash = sha256(format!("{} {number}", weather.seed).as_bytes());
        let drawn = |from: usize, one_in: u64| {
            let bytes = hash.iter().skip(from).take(4);
            let value = bytes.fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
            one_in > 0 && value.is_multiple_of(one_in)
        };
        if drawn(0, weather.reset) {
            Fate::Reset
        } else if drawn(4, weather.half_open) {
            Fate::Silence
        } else if drawn(8, weather.wrong_bytes) {
            Fate::Flip(usize::from(hash[12]) << 8 | usize::from(hash[13]))
        } else if drawn(14, weather.loss) {
            Fate::Late
        } else {
            Fate::Pass
        }
    }
}

/// Carries connections that come to `listener` to the server at `inner`.
pub(crate) async fn carry(listener: TcpListener, inner: SocketAddr, sky: Arc<Sky>) {
    loop {
        let Ok((outer, _)) = listener.accept().await else { continue };
        let sky = Arc::clone(&sky);
        tokio::spawn(async move {
            if let Ok(inner) = TcpStream::connect(inner).await {
                let _ = outer.set_nodelay(true);
                let _ = inner.set_nodelay(true);
                connection(outer, inner, &sky).await;
            }
        });
    }
}

async fn connection(outer: TcpStream, inner: TcpStream, sky: &Sky) {
    let (mut from_wallet, mut to_wallet) = outer.into_split();
    let (mut from_payer, mut to_payer) = inner.into_split();
    let there = async {
        let _ = tokio::io::copy(&mut from_wallet, &mut to_payer).await;
        let _ = to_payer.shutdown().await;
    };
    let back = async {
        let mut piece = [0; PIECE];
        loop {
            let count = match from_payer.read(&mut piece).await {
                Ok(0) | Err(_) => return false,
                Ok(count) => count,
            };
            tokio::time::sleep(Duration::from_millis(sky.weather().latency_ms)).await;
            match sky.draw() {
                Fate::Pass => {}
                Fate::Late => tokio::time::sleep(RETRANSMISSION).await,
                Fate::Reset => return true,
                // Both ends stay open until the wallet gives up.
                Fate::Silence => std::future::pending().await,
                Fate::Flip(at) => piece[at % count] ^= 0b100,
            }
            if to_wallet.write_all(&piece[..count]).await.is_err() {
                return false;
            }
        }
    };
    // The payer's end closes the connection; a wallet that has sent all may still be waiting, for a while.
    let reset = {
        tokio::pin!(there);
        tokio::pin!(back);
        let mut sent = false;
        loop {
            tokio::select! {
                () = &mut there, if !sent => sent = true,
                reset = &mut back => break reset,
                () = tokio::time::sleep(PATIENCE), if sent => break false,
            }
        }
    };
    if reset && let Ok(outer) = from_wallet.reunite(to_wallet) {
        let _ = outer.set_zero_linger();
    }
}
