//! Records of the core, restated so that they print nothing of the member in Swift and Kotlin either.
//!
//! UniFFI's own mirror of a foreign crate's record prints every field there. Here each one exports the core's `Debug`,
//! which prints the name alone. Taking the core's record apart by all of its fields makes a field that the core gains an
//! error until it is added.

use rust_decimal::Decimal;

/// Turns a core value into the boundary's.
pub(crate) trait Mirror<T> {
    fn mirror(value: T) -> Self;
}

impl<T, U: Mirror<T>> Mirror<Option<T>> for Option<U> {
    fn mirror(value: Option<T>) -> Self {
        value.map(U::mirror)
    }
}

impl<T, U: Mirror<T>> Mirror<Vec<T>> for Vec<U> {
    fn mirror(value: Vec<T>) -> Self {
        value.into_iter().map(U::mirror).collect()
    }
}

/// Types that cross as they are.
macro_rules! crosses_as_is {
    ($($type:ty),+ $(,)?) => {$(
        impl crate::types::mirror::Mirror<$type> for $type {
            fn mirror(value: $type) -> Self {
                value
            }
        }
    )+};
}
pub(super) use crosses_as_is;

crosses_as_is!(String, u8, u32, u64, i32, bool, Decimal, ());

/// Restates a record of the core.
macro_rules! mirror {
    ($(#[$docs:meta])* pub struct $name:ident = core::$core:ident {
        $($(#[$field_docs:meta])* pub $field:ident: $type:ty,)+
    }) => {
        $(#[$docs])*
        #[derive(Clone, uniffi::Record)]
        #[uniffi::export(Debug)]
        pub struct $name {
            $($(#[$field_docs])* pub $field: $type,)+
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }

        impl crate::types::mirror::Mirror<core::$core> for $name {
            fn mirror(value: core::$core) -> Self {
                let core::$core { $($field,)+ } = value;
                Self { $($field: crate::types::mirror::Mirror::mirror($field),)+ }
            }
        }
    };
}
pub(super) use mirror;
