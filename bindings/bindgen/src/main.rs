//! UniFFI's generator at exactly the version that `billfold-ffi` links: for Kotlin.
fn main() {
    uniffi::uniffi_bindgen_main();
}
