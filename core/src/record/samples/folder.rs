//! A folder of samples, as a payer would serve it: bundles taken apart, references resolved within the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::fhir::Reference;
use crate::record::json::{kept, owned};
use crate::record::{Origin, Resolve, Value};

/// The resources of a folder.
pub(in crate::record) struct Folder {
    /// Its name.
    pub name: String,
    resources: Vec<Value<'static>>,
    /// `Type/id` and the `fullUrl` of bundles, with the place of the resource.
    index: BTreeMap<String, usize>,
}

/// A resource of a folder.
#[derive(Clone, Copy)]
pub(in crate::record) struct Sample<'a> {
    pub resource: &'a Value<'a>,
    pub folder: &'a Folder,
}

impl Folder {
    /// Where the samples are.
    pub fn place() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fhir-samples")
    }

    /// Every folder with samples in it. `None` where there are none at all.
    pub fn all() -> Option<Vec<Self>> {
        let mut folders = Vec::new();
        Self::walk(&Self::place(), "", &mut folders);
        folders.sort_by(|a, b| a.name.cmp(&b.name));
        (!folders.is_empty()).then_some(folders)
    }

    /// A folder of these resources.
    pub fn of(name: &str, resources: impl Iterator<Item = serde_json::Value>) -> Self {
        let mut folder = Self { name: name.to_owned(), resources: Vec::new(), index: BTreeMap::new() };
        resources.for_each(|resource| folder.add(None, resource));
        folder
    }

    fn walk(directory: &Path, name: &str, folders: &mut Vec<Self>) {
        let Ok(entries) = std::fs::read_dir(directory) else { return };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let mut folder = Self::of(name, std::iter::empty());
        for path in paths {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                Self::walk(&path, format!("{name}/{file}").trim_start_matches('/'), folders);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read(&path).unwrap();
                folder.add(None, serde_json::from_slice(&text).unwrap());
            }
        }
        if !folder.resources.is_empty() {
            folders.push(folder);
        }
    }

    fn add(&mut self, full_url: Option<&str>, mut resource: serde_json::Value) {
        let Some(kind) = resource["resourceType"].as_str() else { return };
        if kind == "Bundle" {
            if let serde_json::Value::Array(entries) = resource["entry"].take() {
                for mut entry in entries {
                    let nested = entry["resource"].take();
                    self.add(entry["fullUrl"].as_str(), nested);
                }
            }
            return;
        }
        let place = self.resources.len();
        if let Some(id) = resource["id"].as_str() {
            self.index.insert(format!("{kind}/{id}"), place);
        }
        if let Some(url) = full_url {
            self.index.insert(url.to_owned(), place);
        }
        self.resources.push(kept(&resource));
    }

    /// The resources of these types.
    pub fn samples<'a>(&'a self, types: &'a [&str]) -> impl Iterator<Item = Sample<'a>> {
        self.resources
            .iter()
            .filter(|resource| resource["resourceType"].as_str().is_some_and(|kind| types.contains(&kind)))
            .map(|resource| Sample { resource, folder: self })
    }

    /// The types that are there.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let types = self.resources.iter().filter_map(|resource| resource["resourceType"].as_str());
        types.collect::<BTreeSet<_>>().into_iter()
    }
}

impl Resolve for Folder {
    fn resolve(&self, reference: &str) -> Option<Value<'_>> {
        let exact = || self.index.get(reference);
        // Examples name absolute addresses of servers that serve the same resources.
        let relative = || {
            let mut parts = reference.rsplit('/');
            let (id, kind) = (parts.next()?, parts.next()?);
            self.index.get(&format!("{kind}/{id}"))
        };
        exact().or_else(relative).map(|place| self.resources[*place])
    }
}

impl Sample<'_> {
    /// The resource, for who changes it.
    pub fn owned(&self) -> serde_json::Value {
        owned(self.resource)
    }

    /// Its type and id.
    pub fn reference(&self) -> Reference {
        let text = |member: &str| self.resource[member].as_str().unwrap_or_default().to_owned();
        Reference { resource_type: text("resourceType"), id: text("id") }
    }

    /// An origin for its view.
    pub fn origin(&self) -> Origin {
        Origin {
            connection: "samples".to_owned(),
            payer_name: self.folder.name.clone(),
            reference: self.reference(),
            fetched: 0,
            missing_since: None,
        }
    }
}
