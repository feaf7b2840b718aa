//! What the process holds, over time.

/// At one moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Resident memory, in bytes.
    memory: u64,
    /// Open files and sockets.
    descriptors: u64,
    threads: u64,
    /// Tasks of the runtime.
    tasks: u64,
}

impl Figures {
    pub fn now() -> Self {
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
        let resident: u64 = pages.split(' ').nth(1).unwrap().parse().unwrap();
        let count = |path: &str| std::fs::read_dir(path).unwrap().count() as u64;
        Self {
            memory: resident * 4096,
            descriptors: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
            tasks: tokio::runtime::Handle::current().metrics().num_alive_tasks() as u64,
        }
    }

    fn max(self, other: Self) -> Self {
        Self {
            memory: self.memory.max(other.memory),
            descriptors: self.descriptors.max(other.descriptors),
            threads: self.threads.max(other.threads),
            tasks: self.tasks.max(other.tasks),
        }
    }
}

/// The most of each in the second quarter of the time, when all wallets are at work, and in the last.
#[derive(Default)]
pub struct Growth {
    early: Figures,
    late: Figures,
}

impl Growth {
    /// Notes what was there when this part of the time, from 0 to 1, was over.
    pub fn note(&mut self, part: f64, figures: Figures) {
        if (0.25..0.5).contains(&part) {
            self.early = self.early.max(figures);
        } else if part >= 0.75 {
            self.late = self.late.max(figures);
        }
    }

    fn rows(&self) -> [(&'static str, u64, u64, u64); 4] {
        let (early, late) = (self.early, self.late);
        // What may be between two quarters of the same weather.
        [
            ("memory", early.memory, late.memory, early.memory / 4 + (16 << 20)),
            ("descriptors", early.descriptors, late.descriptors, early.descriptors / 4 + 32),
            ("threads", early.threads, late.threads, early.threads / 4 + 16),
            ("tasks", early.tasks, late.tasks, early.tasks / 4 + 64),
        ]
    }

    pub fn print(&self) {
        println!("{:<12} {:>14} {:>14}", "at most", "2nd quarter", "last quarter");
        for (name, early, late, _) in self.rows() {
            println!("{name:<12} {early:>14} {late:>14}");
        }
    }

    pub fn check(&self) {
        for (name, early, late, may_grow) in self.rows() {
            assert!(early > 0 && late <= early + may_grow, "{name} grew from {early} to {late}");
        }
    }
}
