//! UniFFI's generator at exactly the version that `billfold-ffi` links: for Swift, where what crosses the boundary is read
//! by `bindings/ffi/Reader.swift` in place of what UniFFI generates for that.
//!
//! UniFFI's code asks Foundation's `Data` for each number and each text, and copies each text twice: two thirds of the time
//! that a page of claims takes.

use anyhow::{Context, bail};
use camino::Utf8PathBuf;
use uniffi_bindgen::bindings::{SwiftBindingsOptions, generate_swift_bindings};

/// The C module that the Swift code imports, as `ffi_module_name` of `uniffi.toml` has it.
const C_MODULE: &str = "CBillfoldFFI";
/// The Swift code, as `module_name` there has it.
const GENERATED: &str = "BillfoldFFI.swift";

/// What the generated code calls a place in a buffer, and what `Reader.swift` calls it.
const PLACE: [&str; 2] = ["(data: Data, offset: Data.Index)", "(data: UnsafeRawBufferPointer, offset: Int)"];
/// How it begins to read a buffer.
const BEGIN: [&str; 2] = ["createReader(data: Data(rustBuffer: buf))", "createReader(buf)"];
/// How it reads a text.
const TEXT: [&str; 2] = [
    "String(decoding: try readBytes(&buf, count: Int(len)), as: UTF8.self)",
    "try readText(&buf, count: Int(len))",
];
/// What of it `Reader.swift` takes the place of: from here to the brace at the beginning of a line.
const REPLACED: [&str; 4] = [
    "\nfileprivate extension Data {",
    "\nfileprivate func createReader(",
    "\nfileprivate func readInt<T: FixedWidthInteger>(",
    "\nfileprivate func readBytes(",
];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).map(Utf8PathBuf::from);
    let (Some(library), Some(swift), Some(c), None) =
        (arguments.next(), arguments.next(), arguments.next(), arguments.next())
    else {
        bail!("usage: uniffi-bindgen-swift LIBRARY SWIFT_DIRECTORY C_DIRECTORY");
    };
    generate_swift_bindings(SwiftBindingsOptions {
        generate_swift_sources: true,
        source: library.clone(),
        out_dir: swift.clone(),
        ..SwiftBindingsOptions::default()
    })?;
    generate_swift_bindings(SwiftBindingsOptions {
        generate_headers: true,
        generate_modulemap: true,
        source: library,
        out_dir: c,
        module_name: Some(C_MODULE.to_owned()),
        modulemap_filename: Some("module.modulemap".to_owned()),
        ..SwiftBindingsOptions::default()
    })?;
    let path = swift.join(GENERATED);
    let code = std::fs::read_to_string(&path).with_context(|| format!("{path}"))?;
    Ok(std::fs::write(&path, with_reader(code)?)?)
}

/// The code that reads with `Reader.swift`.
fn with_reader(mut code: String) -> anyhow::Result<String> {
    for [theirs, ours] in [BEGIN, TEXT] {
        code = replaced(&code, theirs, ours)?;
    }
    for begin in REPLACED {
        let start = code.find(begin).with_context(|| format!("UniFFI generated nothing with {begin:?}"))?;
        let length = code[start..].find("\n}\n").with_context(|| format!("no end of {begin:?}"))?;
        code.replace_range(start..start + length + "\n}".len(), "");
    }
    replaced(&code, PLACE[0], PLACE[1])
}

fn replaced(code: &str, theirs: &str, ours: &str) -> anyhow::Result<String> {
    if !code.contains(theirs) {
        bail!("UniFFI generated nothing with {theirs:?}");
    }
    Ok(code.replace(theirs, ours))
}
