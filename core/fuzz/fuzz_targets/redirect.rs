#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| billfold::fuzzing::redirect(bytes));
