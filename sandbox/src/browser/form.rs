//! Reads the forms of the sandbox's own pages.

/// A form that the member can fill in.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) action: String,
    /// Names and values of the hidden fields.
    pub(super) hidden: Vec<(String, String)>,
    /// Names of the fields to fill in, each once.
    pub(super) fields: Vec<String>,
    /// Names and values of the submit buttons.
    pub(super) buttons: Vec<(String, String)>,
}

/// The first form of a page.
pub(super) fn first_form(html: &str) -> Option<Form> {
    let start = html.find("<form")?;
    let end = html[start..].find("</form>")? + start;
    let mut form = Form::default();
    for tag in html[start..end].split('<').skip(1) {
        let (tag, _) = tag.split_once('>')?;
        let (element, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let of = |name: &str| attribute(attributes, name);
        match element {
            "form" => form.action = of("action").unwrap_or_default(),
            "input" if of("type").as_deref() == Some("hidden") => {
                form.hidden.extend(of("name").map(|name| (name, of("value").unwrap_or_default())));
            }
            "input" | "select" => {
                form.fields.extend(of("name").filter(|name| !form.fields.contains(name)));
            }
            "button" => form.buttons.extend(of("name").map(|name| (name, of("value").unwrap_or_default()))),
            _ => {}
        }
    }
    Some(form)
}

/// The value of an attribute in double quotes.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once("=\"") {
        let (value, next) = after.split_once('"')?;
        if before.split_ascii_whitespace().last() == Some(name) {
            return Some(unescape(value));
        }
        rest = next;
    }
    None
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read() {
        let form = first_form(
            "<p>x</p><form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"flow\" value=\"a&amp;b\">\
             <label for=\"u\">User</label><input type=\"text\" id=\"u\" name=\"username\" required autofocus>\
             <input type=\"radio\" name=\"r\" value=\"1\"><input type=\"radio\" name=\"r\" value=\"2\">\
             <button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button></form>",
        )
        .unwrap();
        assert_eq!(form.action, "/sign-in");
        assert_eq!(form.hidden, [("flow".to_owned(), "a&b".to_owned())]);
        assert_eq!(form.fields, ["username", "r"]);
        assert_eq!(form.buttons, [("decision".to_owned(), "allow".to_owned())]);
    }
}
