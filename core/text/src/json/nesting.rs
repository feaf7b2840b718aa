//! How deep a JSON text nests, while it arrives in pieces.
//!
//! It is looked at in blocks, a bit for each byte: most bytes of a record change nothing, and a branch for each of them takes
//! several times as long.

use wide::u8x16;

/// Bytes of a block: a bit for each fits into a word.
const BLOCK: usize = u64::BITS as usize;

/// Where a text has come to. Whether it is JSON is for others to say: one kind of bracket is as good as the other.
#[derive(Default)]
pub struct Nesting {
    /// How many objects and arrays have begun and not ended.
    pub depth: u32,
    /// How many of them there were at most.
    pub deepest: u32,
    /// Whether a string has.
    pub in_string: bool,
    /// Whether the last byte was a backslash that gives the next one, in a string, another meaning.
    escaped: bool,
}

impl Nesting {
    /// Goes on to the next bracket with this depth, or a lower one, before or behind it, and says how many bytes that took, the
    /// bracket the last. `None` where these bytes have none: all of them are behind then.
    pub fn follow(&mut self, bytes: &[u8], level: u32) -> Option<usize> {
        let (blocks, rest) = bytes.as_chunks();
        for (number, block) in blocks.iter().enumerate() {
            if let Some(taken) = self.block(block, BLOCK, level) {
                return Some(number * BLOCK + taken);
            }
        }
        if rest.is_empty() {
            return None;
        }
        let mut last = [b' '; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        self.block(&last, rest.len(), level).map(|taken| bytes.len() - rest.len() + taken)
    }

    /// The same for a block that has this many bytes, one at least, and spaces behind them.
    fn block(&mut self, block: &[u8; BLOCK], size: usize, level: u32) -> Option<usize> {
        let Marks { quotes, backslashes, opening, closing } = Marks::of(block);
        let escaped = self.escapes(backslashes, size);
        let is_inside = up_to_each(quotes & !escaped) ^ if self.in_string { u64::MAX } else { 0 };
        let mut brackets = (opening | closing) & !is_inside;
        while brackets != 0 {
            let (place, before) = (brackets.trailing_zeros(), self.depth);
            brackets &= brackets - 1;
            self.depth = if opening >> place & 1 == 1 { before + 1 } else { before.saturating_sub(1) };
            self.deepest = self.deepest.max(self.depth);
            if before.min(self.depth) <= level {
                (self.in_string, self.escaped) = (false, false);
                return Some(place as usize + 1);
            }
        }
        self.in_string = is_inside >> (BLOCK - 1) == 1;
        None
    }

    /// The bytes before which a backslash stands that is not one of them itself.
    fn escapes(&mut self, backslashes: u64, size: usize) -> u64 {
        if backslashes == 0 && !self.escaped {
            return 0;
        }
        let mut escaped = u64::from(self.escaped);
        let (mut rest, mut last) = (backslashes & !escaped, 0);
        while rest != 0 {
            last = rest & rest.wrapping_neg();
            escaped |= last << 1;
            rest &= !(last | last << 1);
        }
        self.escaped = last == 1 << (size - 1);
        escaped
    }
}

/// Which bytes of a block are what.
#[derive(Default)]
struct Marks {
    quotes: u64,
    backslashes: u64,
    opening: u64,
    closing: u64,
}

impl Marks {
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut marks = Self::default();
        let (parts, _) = block.as_chunks();
        for (number, part) in parts.iter().enumerate() {
            let bytes = u8x16::new(*part);
            // The brackets of arrays and of objects differ in one bit.
            let brackets = bytes | u8x16::splat(0x20);
            let mark = |bytes: u8x16, byte| {
                u64::from(bytes.simd_eq(u8x16::splat(byte)).to_bitmask()) << (16 * number)
            };
            marks.quotes |= mark(bytes, b'"');
            marks.backslashes |= mark(bytes, b'\\');
            marks.opening |= mark(brackets, b'{');
            marks.closing |= mark(brackets, b'}');
        }
        marks
    }
}

/// Whether the number of bits up to each one, with it, is odd.
#[inline]
fn up_to_each(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].into_iter().fold(bits, |odd, by| odd ^ odd << by)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, byte by byte.
    fn step(nesting: &mut Nesting, bytes: &[u8], depth: u32) -> Option<usize> {
        for (place, byte) in bytes.iter().enumerate() {
            let (before, is_escaped) = (nesting.depth, std::mem::take(&mut nesting.escaped));
            match byte {
                b'\\' if !is_escaped => nesting.escaped = true,
                b'"' if !is_escaped => nesting.in_string = !nesting.in_string,
                b'{' | b'[' if !nesting.in_string => nesting.depth += 1,
                b'}' | b']' if !nesting.in_string => nesting.depth = before.saturating_sub(1),
                _ => {}
            }
            nesting.deepest = nesting.deepest.max(nesting.depth);
            let is_bracket = !nesting.in_string && b"{}[]".contains(byte);
            if is_bracket && before.min(nesting.depth) <= depth {
                return Some(place + 1);
            }
        }
        None
    }

    proptest! {
        #[test]
        fn blocks_come_to_what_bytes_come_to(
            text in "([a-z]{0,30}|[\\[\\]{}\"\\\\]|\\\\\"|\\PC){0,120}",
            start in 0..6_u32,
            depth in 0..6_u32,
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        ) {
            let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
            ends.push(text.len());
            ends.sort_unstable();
            let begun = || Nesting { depth: start, deepest: start, ..Nesting::default() };
            let (mut blocks, mut bytes) = (begun(), begun());
            let mut place = 0;
            for end in ends {
                while place < end {
                    let rest = &text.as_bytes()[place..end];
                    let taken = blocks.follow(rest, depth);
                    prop_assert_eq!(taken, step(&mut bytes, rest, depth));
                    let states = [&blocks, &bytes].map(|state| (state.depth, state.deepest, state.in_string, state.escaped));
                    prop_assert_eq!(states[0], states[1]);
                    place += taken.unwrap_or(rest.len());
                }
            }
        }
    }
}
