//! Words, as people search for them: in any case, with or without accents, from their beginning.

mod resource;

pub use resource::add_words;

use std::borrow::Cow;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use icu_normalizer::DecomposingNormalizerBorrowed;

/// The words of a text in the form in which they are compared: lower case, without accents, letters and digits only.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<String> = apart(&plain(text)).map(str::to_ascii_lowercase).collect();
    words.into_iter()
}

/// The text without accents, and in lower case but for ASCII letters.
fn plain(text: &str) -> Cow<'_, str> {
    // Most texts of payers are ASCII, and need no table.
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(without_accents(text)) }
}

fn apart(plain: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| if c.is_ascii() { !c.is_ascii_alphanumeric() } else { !c.is_alphanumeric() };
    plain.split(is_between).filter(|word| !word.is_empty())
}

#[cold]
fn without_accents(text: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let mut plain = String::with_capacity(text.len());
    for c in decomposed.chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).flat_map(char::to_lowercase)
    {
        // Letters that Unicode does not take apart and that people type without their stroke.
        match c {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            c => plain.push(c),
        }
    }
    plain
}

/// FNV-1a: it is fast for what is as short as a word, and nobody gains by two words that share a hash. The first is that of
/// no bytes, the other that of one more.
const NO_BYTES: u64 = 0xcbf2_9ce4_8422_2325;

#[inline]
fn one_more(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Letters of ASCII in lower case, and its digits; what is in no word is 0.
const IN_WORDS: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// How many words, and bytes of them, a list usually has: in less than a kilobyte each, which allocators have at hand.
const USUAL: (usize, usize) = (56, 512);

/// Distinct words, up to a length: the first ones count.
pub struct WordList<'a> {
    /// Hashes of the words in lower case. There are dozens of words, and one that is lost to another's hash is a word that finds
    /// nothing.
    seen: HashTable<u64>,
    /// What was added last: a concept's text is most often its display.
    last: &'a str,
    text: String,
    limit: usize,
}

impl<'a> WordList<'a> {
    /// None, and no more than so many bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            seen: HashTable::with_capacity(USUAL.0),
            last: "",
            text: String::with_capacity(USUAL.1),
            limit,
        }
    }

    /// Adds the words of a text.
    pub fn add(&mut self, text: &'a str) {
        if text == std::mem::replace(&mut self.last, text) {
            return;
        }
        if !text.is_ascii() {
            for word in apart(&plain(text)) {
                let hash =
                    word.bytes().fold(NO_BYTES, |hash, byte| one_more(hash, byte.to_ascii_lowercase()));
                self.add_word(word, hash);
            }
            return;
        }
        // A sync reads every text of every record: it goes over each byte once.
        let (mut start, mut hash) = (0, NO_BYTES);
        for (place, byte) in text.bytes().enumerate() {
            let lower = IN_WORDS[usize::from(byte & 0x7f)];
            if lower != 0 {
                hash = one_more(hash, lower);
                continue;
            }
            self.add_word(&text[start..place], hash);
            (start, hash) = (place + 1, NO_BYTES);
        }
        self.add_word(&text[start..], hash);
    }

    fn add_word(&mut self, word: &str, hash: u64) {
        let before = self.text.len();
        if word.is_empty() || before + word.len() >= self.limit {
            return;
        }
        if let Entry::Vacant(place) = self.seen.entry(hash, |known| *known == hash, |known| *known) {
            place.insert(hash);
            self.text.push(' ');
            self.text.push_str(word);
            self.text[before..].make_ascii_lowercase();
        }
    }

    /// The words, with a space before each of them.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Words that are searched for: all of them have to be there, each as the beginning of a word.
pub struct Wanted(Vec<String>);

impl Wanted {
    /// The words of what somebody typed; `None` where there are none.
    pub fn parse(text: &str) -> Option<Self> {
        let wanted: Vec<String> = words(text).map(|word| format!(" {word}")).collect();
        (!wanted.is_empty()).then_some(Self(wanted))
    }

    /// Whether each of them begins a word of these texts.
    pub fn all_of(&self, texts: &[String]) -> bool {
        let mut list = WordList::new(usize::MAX);
        for text in texts {
            list.add(text);
        }
        self.all_in(&[&list.into_text()])
    }

    /// Whether each of them begins a word of one of these lists.
    pub fn all_in(&self, lists: &[&str]) -> bool {
        self.0.iter().all(|word| lists.iter().any(|list| list.contains(word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_without_their_accents() {
        let list = |text: &str| {
            let mut words = WordList::new(1000);
            words.add(text);
            words.into_text()
        };
        for (text, wanted, found) in [
            ("Metformin Hydrochloride 500 MG", "metf", true),
            ("Metformin Hydrochloride 500 MG", "500 hydro", true),
            ("Metformin Hydrochloride 500 MG", "formin", false),
            ("José Núñez, M.D.", "jose nunez", true),
            ("Jose Nunez", "JOSÉ", true),
            ("Jose\u{301}", "josé", true),
            ("Søren Łukasz Großmann Æsop", "soren lukasz grossmann aesop", true),
            ("Hemoglobin A1c/Hemoglobin.total", "a1c total", true),
            ("糖尿病", "糖尿", true),
            ("ΣΊΣΥΦΟΣ", "σισυφο", true),
            ("", "x", false),
        ] {
            let list = list(text);
            assert_eq!(Wanted::parse(wanted).unwrap().all_in(&[list.as_str()]), found, "{text} {wanted}");
        }
        assert!(Wanted::parse(" - ").is_none());
    }

    #[test]
    fn a_list_has_each_word_once_and_an_end() {
        let mut words = WordList::new(12);
        words.add("One two one TWO three");
        assert_eq!(words.into_text(), " one two");
    }
}
