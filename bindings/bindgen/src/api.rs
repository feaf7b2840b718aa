//! Prints the public surface of a built `billfold-ffi` as text, from the metadata that UniFFI leaves in the library: what
//! `bindings/ffi/api.txt` holds. Documentation is left out, so that only a change of the surface changes the text.

mod opaque;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write;

use anyhow::{Context, bail};
use camino::Utf8PathBuf;
use uniffi_meta::{
    DefaultValueMetadata, EnumShape, FieldMetadata, FnParamMetadata, LiteralMetadata, Metadata, ObjectImpl,
    Type, VariantMetadata,
};

const HEADING: &str = "\
# The public surface of the boundary, as Rust names it. Written by bindings/api, never by hand; script/test compares it.
# `: opaque` says that a record prints its name alone, `: Debug` that an object prints what the core lets it print. Records
# keep the order of their fields.
";

fn main() -> anyhow::Result<()> {
    let library: Utf8PathBuf = std::env::args().nth(1).context("usage: billfold-api LIBRARY")?.into();
    let mut surface = Surface::default();
    for item in uniffi_bindgen::macro_metadata::extract_from_library(&library)? {
        surface.add(item)?;
    }
    Ok(std::io::stdout().write_all(surface.text()?.as_bytes())?)
}

/// The declarations, by name.
#[derive(Default)]
struct Surface {
    types: BTreeMap<String, Declaration>,
    functions: BTreeSet<String>,
}

#[derive(Default)]
struct Declaration {
    kind: &'static str,
    traits: BTreeSet<String>,
    lines: Vec<String>,
    /// Constructors and methods. Their order means nothing.
    calls: BTreeSet<String>,
}

impl Surface {
    fn add(&mut self, item: Metadata) -> anyhow::Result<()> {
        match item {
            Metadata::Namespace(_) => {}
            Metadata::Func(it) => {
                let call =
                    call(it.is_async, &it.name, &it.inputs, it.return_type.as_ref(), it.throws.as_ref());
                self.functions.insert(format!("function {call}"));
            }
            Metadata::Record(it) => {
                if opaque::is_opaque(it.docstring.as_deref()) {
                    self.of(it.name.clone()).traits.insert("opaque".to_owned());
                }
                self.declare(it.name, "record", it.fields.iter().map(field).collect());
            }
            Metadata::Enum(it) => {
                let kind = if matches!(it.shape, EnumShape::Enum) { "enum" } else { "error" };
                self.declare(it.name, kind, it.variants.iter().map(variant).collect());
            }
            Metadata::Object(it) => {
                let kind = if matches!(it.imp, ObjectImpl::Struct) { "object" } else { "interface" };
                self.declare(it.name, kind, Vec::new());
            }
            Metadata::CustomType(it) => {
                self.declare(it.name, "type", vec![format!("crosses as {}", shown(&it.builtin))]);
            }
            Metadata::Constructor(it) => {
                let call = call(it.is_async, &it.name, &it.inputs, None, it.throws.as_ref());
                self.of(it.self_name).calls.insert(format!("constructor {call}"));
            }
            Metadata::Method(it) => {
                let call =
                    call(it.is_async, &it.name, &it.inputs, it.return_type.as_ref(), it.throws.as_ref());
                self.of(it.self_name).calls.insert(call);
            }
            Metadata::TraitMethod(it) => {
                let call =
                    call(it.is_async, &it.name, &it.inputs, it.return_type.as_ref(), it.throws.as_ref());
                self.of(it.trait_name).calls.insert(call);
            }
            Metadata::UniffiTrait(it) => {
                let name = match it {
                    uniffi_meta::UniffiTraitMetadata::Debug { .. } => "Debug",
                    uniffi_meta::UniffiTraitMetadata::Display { .. } => "Display",
                    uniffi_meta::UniffiTraitMetadata::Eq { .. } => "Eq",
                    uniffi_meta::UniffiTraitMetadata::Hash { .. } => "Hash",
                    uniffi_meta::UniffiTraitMetadata::Ord { .. } => "Ord",
                };
                self.of(it.self_name().to_owned()).traits.insert(name.to_owned());
            }
            Metadata::UdlFile(_) | Metadata::CallbackInterface(_) | Metadata::ObjectTraitImpl(_) => {
                bail!("the boundary uses a kind of item that api.txt cannot show yet: {item:?}")
            }
        }
        Ok(())
    }

    fn of(&mut self, name: String) -> &mut Declaration {
        self.types.entry(name).or_default()
    }

    fn declare(&mut self, name: String, kind: &'static str, lines: Vec<String>) {
        let declaration = self.of(name);
        declaration.kind = kind;
        declaration.lines = lines;
    }

    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = HEADING.to_owned();
        for function in &self.functions {
            writeln!(text, "\n{function}")?;
        }
        for (name, Declaration { kind, traits, lines, calls }) in &self.types {
            let traits = traits.iter().cloned().collect::<Vec<_>>().join(", ");
            let traits = if traits.is_empty() { traits } else { format!(": {traits}") };
            writeln!(text, "\n{kind} {name}{traits}")?;
            for line in lines.iter().chain(calls) {
                writeln!(text, "    {line}")?;
            }
        }
        Ok(text)
    }
}

fn call(
    is_async: bool,
    name: &str,
    inputs: &[FnParamMetadata],
    returns: Option<&Type>,
    throws: Option<&Type>,
) -> String {
    let asynchronous = if is_async { "async " } else { "" };
    let inputs = inputs
        .iter()
        .map(|input| format!("{}: {}{}", input.name, shown(&input.ty), default(input.default.as_ref())))
        .collect::<Vec<_>>()
        .join(", ");
    let returns = returns.map(|returned| format!(" -> {}", shown(returned))).unwrap_or_default();
    let throws = throws.map(|thrown| format!(" throws {}", shown(thrown))).unwrap_or_default();
    format!("{asynchronous}{name}({inputs}){returns}{throws}")
}

fn field(field: &FieldMetadata) -> String {
    format!("{}: {}{}", field.name, shown(&field.ty), default(field.default.as_ref()))
}

fn variant(variant: &VariantMetadata) -> String {
    let fields = variant.fields.iter().map(field).collect::<Vec<_>>().join(", ");
    if fields.is_empty() { variant.name.clone() } else { format!("{} {{ {fields} }}", variant.name) }
}

fn default(value: Option<&DefaultValueMetadata>) -> String {
    match value {
        None => String::new(),
        Some(DefaultValueMetadata::Default) => " = default".to_owned(),
        Some(DefaultValueMetadata::Literal(literal)) => format!(" = {}", value_of(literal)),
    }
}

fn value_of(literal: &LiteralMetadata) -> String {
    match literal {
        LiteralMetadata::Boolean(value) => value.to_string(),
        LiteralMetadata::String(value) => format!("{value:?}"),
        LiteralMetadata::UInt(value, ..) => value.to_string(),
        LiteralMetadata::Int(value, ..) => value.to_string(),
        LiteralMetadata::Float(value, _) | LiteralMetadata::Enum(value, _) => value.clone(),
        LiteralMetadata::EmptySequence | LiteralMetadata::EmptySet => "[]".to_owned(),
        LiteralMetadata::EmptyMap => "{}".to_owned(),
        LiteralMetadata::None => "none".to_owned(),
        LiteralMetadata::Some { inner } => default(Some(inner)).trim_start_matches(" = ").to_owned(),
    }
}

fn shown(of: &Type) -> String {
    match of {
        Type::Optional { inner_type } => format!("{}?", shown(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", shown(inner_type)),
        Type::Set { inner_type } => format!("set of {}", shown(inner_type)),
        Type::Map { key_type, value_type } => format!("{{{}: {}}}", shown(key_type), shown(value_type)),
        Type::Box { inner_type } => shown(inner_type),
        Type::UInt8 => "u8".to_owned(),
        Type::Int8 => "i8".to_owned(),
        Type::UInt16 => "u16".to_owned(),
        Type::Int16 => "i16".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::Boolean => "bool".to_owned(),
        named => named.name().map_or_else(|| format!("{named:?}"), str::to_owned),
    }
}
