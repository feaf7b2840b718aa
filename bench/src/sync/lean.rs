//! The leanest reader there is: serde_json straight from the socket, into a struct of nothing but `resourceType`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::TcpStream;

use flate2::bufread::GzDecoder;
use serde::Deserialize;
use url::Url;

use crate::Outcome;

#[derive(Deserialize)]
struct Bundle {
    #[serde(default)]
    link: Vec<Link>,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Link {
    relation: String,
    url: String,
}

#[derive(Deserialize)]
struct Entry {
    resource: Resource,
}

#[derive(Deserialize)]
struct Resource {
    #[serde(rename = "resourceType")]
    resource_type: String,
}

/// Counts the resources of these searches, page after page over one connection.
pub fn count(searches: &[String]) -> Outcome<BTreeMap<String, u64>> {
    let first: Url = searches.first().ok_or("nothing to ask for")?.parse()?;
    let address = (first.host_str().unwrap_or_default(), first.port().unwrap_or_default());
    let mut socket = BufReader::with_capacity(64 << 10, TcpStream::connect(address)?);
    let mut counts = BTreeMap::new();
    for search in searches {
        let mut next = Some(search.clone());
        while let Some(url) = next {
            let bundle = read(&mut socket, &url.parse()?)?;
            for entry in bundle.entry {
                *counts.entry(entry.resource.resource_type).or_default() += 1;
            }
            next = bundle.link.into_iter().find(|link| link.relation == "next").map(|link| link.url);
        }
    }
    Ok(counts)
}

fn read(socket: &mut BufReader<TcpStream>, url: &Url) -> Outcome<Bundle> {
    let target = &url[url::Position::BeforePath..];
    let request = format!("GET {target} HTTP/1.1\r\nhost: bench\r\naccept-encoding: gzip\r\n\r\n");
    socket.get_mut().write_all(request.as_bytes())?;
    let mut length = None;
    loop {
        let mut line = String::new();
        socket.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = Some(value.parse()?);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = socket.take(length.ok_or("the server tells no length")?);
    let mut decoder = BufReader::with_capacity(64 << 10, GzDecoder::new(&mut body));
    let bundle = serde_json::from_reader(&mut decoder)?;
    std::io::copy(&mut decoder, &mut std::io::sink())?;
    std::io::copy(&mut body, &mut std::io::sink())?;
    Ok(bundle)
}
