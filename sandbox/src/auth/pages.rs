//! The pages that a member meets: plain HTML forms that need no script.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};

use super::sign_in::{PATH, REASONS, SignIn, Step};
use crate::data::Login;
use crate::server::Server;
use crate::wire::{Reply, no_store, reply};

const STYLE: &str = "\
body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1b2733;background:#eef2f6}\
header{background:#12486b;color:#fff;padding:1rem}header,main,footer{padding-left:max(1rem,50vw - 18rem);\
padding-right:max(1rem,50vw - 18rem)}main{padding-top:1.5rem;padding-bottom:1.5rem;background:#fff}\
h1{font-size:1.4rem;margin:0 0 1rem}footer{padding-top:1rem;font-size:.85rem;color:#566573}\
label{display:block;margin:.75rem 0 .25rem}label.choice{font-weight:normal;margin:.4rem 0}\
input[type=text],input[type=password],select{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;\
border:1px solid #8795a1;border-radius:.3rem}fieldset{border:1px solid #c5ced6;border-radius:.3rem;margin:1rem 0}\
button{font:inherit;padding:.7rem 1.4rem;margin:1rem .5rem 0 0;border-radius:.3rem;border:1px solid #12486b;\
background:#12486b;color:#fff}button.other{background:#fff;color:#12486b}\
.message{border-left:.3rem solid #b3261e;background:#fbeceb;padding:.6rem 1rem}";

/// The page of `sign_in`'s step, with a message if the last entry was not right.
pub(super) fn step(server: &Server, flow: &str, sign_in: &SignIn, message: Option<&str>) -> Reply {
    let (title, fields) = match &sign_in.step {
        Step::Disclaimer => ("Before you go on", disclaimer(server)),
        Step::Login => ("Sign in", login(server)),
        Step::Member(logins) => ("Whose records?", member(server, logins)),
        Step::Relation(_) => ("Who is signing in?", relation()),
        Step::Consent(number) => {
            ("Share your records?", consent(server, server.logins.get(*number), &sign_in.request.scopes))
        }
    };
    let message = message
        .map_or(String::new(), |text| format!("<p class=\"message\" role=\"alert\">{}</p>", escape(text)));
    let form = format!(
        "{message}<form method=\"post\" action=\"{PATH}\"><input type=\"hidden\" name=\"flow\" value=\"{}\">{fields}</form>",
        escape(flow)
    );
    page(server, StatusCode::OK, title, &form)
}

/// A page that says why the sign-in cannot go on.
pub(super) fn error(server: &Server, text: &str) -> Reply {
    let body = format!("<p class=\"message\" role=\"alert\">{}</p>", escape(text));
    page(server, StatusCode::BAD_REQUEST, "This did not work", &body)
}

/// The page on which a session in the browser ends (OpenID Connect RP-Initiated Logout 1.0).
pub(crate) async fn signed_out(State(server): State<Arc<Server>>) -> Reply {
    page(&server, StatusCode::OK, "You are signed out", "<p>You may close this page.</p>")
}

fn page(server: &Server, status: StatusCode, title: &str, body: &str) -> Reply {
    let name = escape(server.profile.payer.name());
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} - {name}</title><style>{STYLE}</style></head>\
         <body><header>{name}</header><main><h1>{title}</h1>{body}</main>\
         <footer>A simulated payer. All people and records are made up.</footer></body></html>\n"
    );
    let mut reply = no_store(reply(status, "text/html; charset=utf-8", html));
    // No form-action: browsers would apply it to the redirect back to the application.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        reply.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    reply
}

fn button(name: &str, value: &str, text: &str) -> String {
    format!("<button type=\"submit\" name=\"{name}\" value=\"{value}\">{text}</button>")
}

/// A button that sends the form even if it is not filled in.
fn deny_button(text: &str) -> String {
    format!(
        "<button class=\"other\" type=\"submit\" name=\"decision\" value=\"deny\" formnovalidate>{text}</button>"
    )
}

fn disclaimer(server: &Server) -> String {
    format!(
        "<p>You are about to share health records that {} holds with an application that is not ours. \
         What the application does with them is governed by its own privacy policy, not by ours.</p>{}{}",
        escape(server.profile.payer.name()),
        button("understood", "yes", "I Understand"),
        deny_button("Cancel"),
    )
}

fn login(server: &Server) -> String {
    format!(
        "<label for=\"username\">{}</label>\
         <input type=\"text\" id=\"username\" name=\"username\" autocomplete=\"username\" autocapitalize=\"none\" \
         spellcheck=\"false\" required autofocus>\
         <label for=\"password\">Password</label>\
         <input type=\"password\" id=\"password\" name=\"password\" autocomplete=\"current-password\" required>{}{}",
        escape(server.profile.pages.username_label),
        button("decision", "sign-in", "Sign in"),
        deny_button("Cancel"),
    )
}

fn member(server: &Server, logins: &[usize]) -> String {
    let mut choices = String::new();
    for login in logins.iter().filter_map(|number| server.logins.get(*number)) {
        let id = escape(&login.patient);
        let whose = server.member_name(&login.patient).unwrap_or(&login.name);
        let _ = write!(
            choices,
            "<label class=\"choice\" for=\"member-{id}\"><input type=\"radio\" id=\"member-{id}\" name=\"member\" \
             value=\"{id}\" autocomplete=\"off\" required> {}</label>",
            escape(whose)
        );
    }
    format!(
        "<fieldset><legend>Share the records of</legend>{choices}</fieldset>{}{}",
        button("decision", "choose", "Next"),
        deny_button("Cancel"),
    )
}

fn relation() -> String {
    let mut reasons = String::from("<option value=\"\">Please choose</option>");
    for (value, text) in REASONS {
        let _ = write!(reasons, "<option value=\"{value}\">{text}</option>");
    }
    format!(
        "<fieldset><legend>You are accessing these records as</legend>\
         <label class=\"choice\" for=\"self\"><input type=\"radio\" id=\"self\" name=\"relation\" value=\"self\" \
         autocomplete=\"off\" required> Self</label>\
         <label class=\"choice\" for=\"representative\"><input type=\"radio\" id=\"representative\" name=\"relation\" \
         value=\"representative\" autocomplete=\"off\"> Personal Representative</label></fieldset>\
         <fieldset><legend>Only for a Personal Representative</legend>\
         <label for=\"reason\">Reason</label><select id=\"reason\" name=\"reason\" autocomplete=\"off\">{reasons}</select>\
         <label for=\"representative_name\">Your full name</label>\
         <input type=\"text\" id=\"representative_name\" name=\"representative_name\" autocomplete=\"name\">\
         <label for=\"relationship\">Relationship to the member, if the reason is Other</label>\
         <input type=\"text\" id=\"relationship\" name=\"relationship\" autocomplete=\"off\"></fieldset>{}{}",
        button("decision", "next", "Next"),
        deny_button("Cancel"),
    )
}

fn consent(server: &Server, login: Option<&Login>, scopes: &[String]) -> String {
    let whose = login.and_then(|login| server.member_name(&login.patient)).unwrap_or("the member");
    let mut list = String::new();
    for scope in scopes {
        let _ = write!(list, "<li>{} <code>{}</code></li>", meaning(scope), escape(scope));
    }
    let long = server.profile.pages.disclaimer;
    let (terms, allow, deny) =
        if long { (TERMS, "I Agree", "I Do Not Agree") } else { ("", "Allow", "Deny") };
    format!(
        "<p>The application <strong>Billfold demo wallet</strong> asks {} to share the records of <strong>{}</strong>:</p>\
         <ul>{list}</ul>{terms}<p>You can take this back at any time.</p>{}{}",
        escape(server.profile.payer.name()),
        escape(whose),
        button("decision", "allow", allow),
        deny_button(deny),
    )
}

/// What a scope lets the application do, in the member's words.
fn meaning(scope: &str) -> &'static str {
    match scope {
        "openid" => "Know that it is you who signed in",
        "profile" | "fhirUser" => "See who you are",
        "launch/patient" => "Know whose records these are",
        "offline_access" => "Stay connected when you are away",
        "read" => "Read only, never change anything",
        _ if scope.starts_with("sensitive/") => "Read records of a sensitive kind",
        _ => "Read health and claim records",
    }
}

/// A long text, so that the buttons are where one must scroll to.
const TERMS: &str = "<h2>Authorization to disclose health information</h2>\
<p>By choosing I Agree you direct us to send your health information to the application named above. The information \
includes claims and encounter data, clinical data that we hold, and your name, date of birth, address and member number.</p>\
<p>The information may include records about mental health, substance use, sexual and reproductive health, and \
communicable diseases, where the law lets us share them at your direction.</p>\
<p>Once the application has received the information, we no longer control it. The application may not be bound by the \
HIPAA rules. Read its privacy policy, and ask how it uses, stores, shares and deletes your information.</p>\
<p>You need not agree. Whether you agree has no effect on your treatment, your benefits, your enrollment or what we pay \
for.</p>\
<p>This authorization holds for one session. You may take it back in writing at any time; that does not undo what was \
shared before.</p>\
<p>If you sign as a personal representative, you declare that you have the legal authority to act for the member.</p>\
<p>If you think that an application has misused your information, you can complain to the Federal Trade Commission or to \
the Office for Civil Rights.</p>";

/// `text` as HTML text or attribute value.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}
