//! UniFFI's generator at exactly the version that `billfold-ffi` links: for Swift.
fn main() {
    uniffi::uniffi_bindgen_swift();
}
