//! Runs the binary, and reads what it tells.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Login;
use serde_json::Value;
use url::Url;

/// What a finished command told.
pub struct Finished {
    /// Exit status.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Its lines that are JSON.
    pub events: Vec<Value>,
    /// Standard error.
    pub stderr: String,
}

fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_billfold"));
    command.args(arguments).envs(environment.iter().copied()).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Finished {
    let output = command(arguments, environment).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    Finished {
        status: output.status.code(),
        events: stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
        stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A `connect` that runs.
pub struct Connecting {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Connecting {
    /// Starts it without a browser. It is given standard input where `typed` is set.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = command(arguments, environment);
        command.args(["--json", "--no-browser"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// The next event.
    pub fn event(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no event: {line:?}"))
    }

    /// Types a line.
    pub fn type_line(&mut self, line: &str) {
        let stdin = self.child.stdin.as_mut().unwrap();
        writeln!(stdin, "{line}").unwrap();
    }

    /// Presses Ctrl-C.
    pub fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Waits for its end; gives the exit status and what it wrote to standard error.
    pub fn end(mut self) -> (Option<i32>, String) {
        let mut stderr = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (self.child.wait().unwrap().code(), stderr)
    }
}

/// The member signs in at the payer's pages; gives the URL to which the browser is sent back.
pub fn member_signs_in(url: &str, login: &Login, answer: Answer) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(async { Browser::new().sign_in(url, login, answer).await }).unwrap() {
        Landing::Callback(callback) => callback,
        Landing::Page { status, text } => panic!("a page with status {status}: {text}"),
    }
}

/// The browser opens `url`, as after a redirect; gives the whole answer.
pub fn get(url: &str) -> String {
    let url = Url::parse(url).unwrap();
    let address = (url.host_str().unwrap(), url.port().unwrap());
    let mut stream = TcpStream::connect(address).unwrap();
    let target = url.as_str().split_once(&url.authority().to_owned()).unwrap().1;
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n\r\n", url.authority()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
