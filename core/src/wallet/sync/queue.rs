//! What is asked for next: the longest chain of requests that depend on each other goes first.
//!
//! With a fixed number of requests in flight, this order (highest level first) ends soonest for chains of equal steps.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use url::Url;

use crate::fhir::{Query, Reference};

/// One request to make.
pub(super) enum Task {
    /// A page of a search.
    Page(PageTask),
    /// A resource that others refer to.
    Read(Reference),
}

/// A page of the search with this number.
pub(super) struct PageTask {
    pub(super) search: usize,
    /// Which of the search's pages it is, from 0.
    pub(super) number: u32,
    pub(super) query: Query,
    pub(super) url: Url,
    /// The page that it was when it had this entity tag need not come again.
    pub(super) etag: Option<String>,
}

/// Tasks by how many requests are expected to follow from each; among equals, the first come.
#[derive(Default)]
pub(super) struct Queue {
    heap: BinaryHeap<(u64, Reverse<u64>, Waiting)>,
    pushed: u64,
}

/// A task, which has no order of its own.
struct Waiting(Task);

impl PartialEq for Waiting {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl Queue {
    pub(super) fn push(&mut self, level: u64, task: Task) {
        self.pushed += 1;
        self.heap.push((level, Reverse(self.pushed), Waiting(task)));
    }

    /// A read: what refers to others itself goes before what does not.
    pub(super) fn push_read(&mut self, reference: Reference) {
        let level = match reference.resource_type.as_str() {
            "PractitionerRole" | "OrganizationAffiliation" | "HealthcareService" | "InsurancePlan" => 3,
            "Organization" | "Location" | "Coverage" => 2,
            _ => 1,
        };
        self.push(level, Task::Read(reference));
    }

    pub(super) fn pop(&mut self) -> Option<Task> {
        self.heap.pop().map(|(_, _, Waiting(task))| task)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_chains_go_first_and_equals_in_their_order() {
        let mut queue = Queue::default();
        let read =
            |resource_type: &str| Reference { resource_type: resource_type.to_owned(), id: "1".to_owned() };
        queue.push_read(read("Practitioner"));
        queue.push_read(read("PractitionerRole"));
        queue.push_read(read("Medication"));
        queue.push(60, Task::Read(read("Patient")));
        let order: Vec<String> = std::iter::from_fn(|| queue.pop())
            .map(
                |task| if let Task::Read(reference) = task { reference.resource_type } else { String::new() },
            )
            .collect();
        assert_eq!(order, ["Patient", "PractitionerRole", "Practitioner", "Medication"]);
    }
}
