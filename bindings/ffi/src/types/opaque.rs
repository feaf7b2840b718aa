//! Records of which nothing is printed.

/// Lets a record of the core cross. Its fields are restated for UniFFI, and one that the core gains does not compile until
/// it is added here.
///
/// In Rust its `Debug` prints the name alone. The generated Swift and Kotlin would print every field: the sentence that is
/// added to its documentation is what `billfold-bindgen` and `bindings/faces` go by. A `Debug` that UniFFI exports would do
/// as well, but takes the record back into Rust to print it, and the code to read it is a tenth of the phone's library.
macro_rules! opaque {
    ($(#[$docs:meta])* pub struct $name:ident { $($fields:tt)* }) => {
        $(#[$docs])*
        ///
        /// Prints its name alone.
        #[uniffi::remote(Record)]
        pub struct $name { $($fields)* }
    };
}
pub(super) use opaque;
