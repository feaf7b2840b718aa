//! UniFFI's generator at exactly the version that `billfold-ffi` links: for Kotlin, where a data class would print every
//! field, and those of the records that print their name alone are made to.

mod opaque;

use anyhow::{Context, bail};
use camino::Utf8PathBuf;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};
use uniffi_meta::Metadata;

/// Where `package_name` of `uniffi.toml` puts the code.
const GENERATED: &str = "org/billfold/ffi/billfold_ffi.kt";

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).map(Utf8PathBuf::from);
    let (Some(library), Some(directory), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        bail!("usage: uniffi-bindgen-kotlin LIBRARY DIRECTORY");
    };
    generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.clone(),
        out_dir: directory.clone(),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: false,
    })?;
    let path = directory.join(GENERATED);
    let mut code = std::fs::read_to_string(&path).with_context(|| format!("{path}"))?;
    for item in uniffi_bindgen::macro_metadata::extract_from_library(&library)? {
        if let Metadata::Record(record) = item
            && opaque::is_opaque(record.docstring.as_deref())
        {
            code = with_to_string(&code, &record.name)
                .with_context(|| format!("no place for toString in the data class {}", record.name))?;
        }
    }
    Ok(std::fs::write(&path, code)?)
}

/// The code with a `toString` of the name alone in this data class.
fn with_to_string(code: &str, name: &str) -> Option<String> {
    let class = code.find(&format!("\ndata class {name} ("))?;
    let end = class + code[class..].find("\n    companion object\n}")?;
    let method = format!("\n    override fun toString(): String = \"{name} {{ .. }}\"\n");
    Some([&code[..end], &method, &code[end..]].concat())
}
