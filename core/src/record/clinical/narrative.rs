//! Narratives as plain text.
//!
//! A narrative (`text.div`, FHIR R4 narrative.html) is XHTML that the payer wrote. Markup never leaves the core: what comes
//! out has no element, no attribute, no script and no style, and is to be shown as text. The reader is a small one of our
//! own: a browser's parser would be a hundred times its size, and nothing here is rendered.

use crate::record::json::Value;
/// Elements whose content is no text for people.
const SILENT: &[&str] = &["head", "iframe", "math", "object", "script", "style", "svg", "template", "title"];
/// Elements that begin and end a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];
/// Elements that stand beside others in a line.
const CELLS: &[&str] = &["td", "th"];

/// Named characters that narratives use.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("bull", '•'),
    ("copy", '©'),
    ("deg", '°'),
    ("eacute", 'é'),
    ("frac12", '½'),
    ("ge", '≥'),
    ("gt", '>'),
    ("hellip", '…'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("le", '≤'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("ne", '≠'),
    ("ntilde", 'ñ'),
    ("plusmn", '±'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsquo", '’'),
    ("shy", '\u{ad}'),
    ("times", '×'),
    ("trade", '™'),
];

/// The text of a Narrative. `None` where it says nothing.
pub(super) fn read(narrative: &Value<'_>) -> Option<String> {
    let text = plain(narrative["div"].as_str()?);
    (!text.is_empty()).then_some(text)
}

/// The text of XHTML, however broken it is: lines for blocks, single spaces for white space, no markup.
pub(super) fn plain(html: &str) -> String {
    let mut out = Lines::default();
    let mut rest = html;
    while let Some(place) = rest.find(['<', '&']) {
        out.text(&rest[..place]);
        rest = &rest[place..];
        if let Some(after) = rest.strip_prefix('&') {
            let (character, after) = entity(after).unwrap_or(('&', after));
            out.character(character);
            rest = after;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest[1..].starts_with(begins_tag) {
            rest = tag(rest, &mut out);
        } else {
            out.sign();
            rest = &rest[1..];
        }
    }
    out.text(rest);
    out.finish()
}

/// Whether this character behind a `<` makes it a tag.
fn begins_tag(character: char) -> bool {
    character.is_ascii_alphabetic() || matches!(character, '/' | '!' | '?')
}

/// Reads past a tag, and past the content of elements that have none for people.
fn tag<'a>(html: &'a str, out: &mut Lines) -> &'a str {
    let inner = &html[1..];
    let is_end = inner.starts_with('/');
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // A tag that nothing closes is none: what follows cannot be told from its attributes.
    let Some(end) = tag_end(html) else { return "" };
    let after = &html[end..];
    if BLOCKS.contains(&name.as_str()) {
        out.line();
        if name == "li" && !is_end {
            out.text("- ");
        }
    } else if CELLS.contains(&name.as_str()) {
        out.character(' ');
    }
    let is_empty = html[..end].ends_with("/>");
    if SILENT.contains(&name.as_str()) && !is_end && !is_empty {
        return skip_to_end_tag(after, &name);
    }
    after
}

/// Where a tag ends. A quoted attribute value may hold `>`; a stray quote, as payers write them, opens no value.
fn tag_end(html: &str) -> Option<usize> {
    let (mut quote, mut last) = (None, b' ');
    for (place, byte) in html.bytes().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => continue,
            None if byte == b'>' => return Some(place + 1),
            None if last == b'=' && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    html.find('>').map(|place| place + 1)
}

fn skip_to_end_tag<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some(place) = rest.find("</") {
        rest = &rest[place..];
        let is_it = rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_it {
            return tag_end(rest).map_or("", |end| &rest[end..]);
        }
        rest = &rest[2..];
    }
    ""
}

/// A character reference, behind its `&`, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    // The longest has eight digits; what is longer is none.
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let (name, after) = (&text[..end], &text[end + 1..]);
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((character, after))
}

/// Text under way: white space becomes one space, empty lines are left out.
#[derive(Default)]
struct Lines {
    text: String,
    /// A space or a line break that comes before the next character.
    pending: Option<char>,
    /// Whether the last character is a `<` that was written as such.
    after_sign: bool,
}

impl Lines {
    fn text(&mut self, text: &str) {
        text.chars().for_each(|character| self.character(character));
    }

    fn character(&mut self, character: char) {
        if character.is_whitespace() {
            self.pending = self.pending.or(Some(' '));
        } else if !character.is_control() {
            if std::mem::take(&mut self.after_sign) && begins_tag(character) {
                // What stood between them is gone.
                self.pending = self.pending.or(Some(' '));
            }
            if let Some(pending) = self.pending.take()
                && !self.text.is_empty()
            {
                self.text.push(pending);
            }
            self.text.push(character);
        }
    }

    /// A `<` that begins no tag, as in `a < b`, and begins none in the text either.
    fn sign(&mut self) {
        self.character('<');
        self.after_sign = true;
    }

    fn line(&mut self) {
        self.pending = Some('\n');
    }

    fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn narratives_become_plain_text() {
        for (html, expected) in [
            (
                "<div xmlns=\"http://www.w3.org/1999/xhtml\">Less   salt,\n more walks.</div>",
                "Less salt, more walks.",
            ),
            ("<div><p>One</p><p>Two<br/>Three</p></div>", "One\nTwo\nThree"),
            ("<ul><li>First</li><li>Second</li></ul>", "- First\n- Second"),
            ("<table><tr><th>Test</th><td>6.3</td></tr><tr><td>x</td></tr></table>", "Test 6.3\nx"),
            ("a &lt;b&gt; &amp;amp; &#176;C &#xB5;g &nbsp; &unknown; & c", "a <b> &amp; °C µg &unknown; & c"),
            ("<script>alert('1 > 0')</script><STYLE>p{}</sTyLe>Text", "Text"),
            ("<p onclick=\"a > b\" title='>'>Text</p>", "Text"),
            ("<p class=\"x\"\">Stray</p>", "Stray"),
            ("<!-- a <b> comment -->Text<!-- open", "Text"),
            ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
            ("<</b>script> <\u{7}b 1<<i>2</i>", "< script> < b 1<2"),
            ("cut <p", "cut"),
            ("<p title=\"open>Text</p>", "Text"),
            ("&#0;&#x110000;&#55296;\u{7}", "&#x110000;&#55296;"),
            ("<div> </div>", ""),
        ] {
            assert_eq!(plain(html), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_browser_runs_comes_out(html in "(<[a-z/!?]{0,3}|script|>|\"|'|=|&lt;|&#60;|--| |é|text|<script>|</script>){0,40}") {
            let text = plain(&html);
            // Only a reference that stands for the sign may bring one out, and one that begins no tag.
            let written = html.replace("&lt;", "").replace("&#60;", "");
            if html == written {
                prop_assert!(!text.contains("<s") && !text.contains("</") && !text.contains("<!"), "{}", text);
            }
            prop_assert!(text.len() <= html.len() + 2 * html.matches("<li").count());
        }
    }
}
