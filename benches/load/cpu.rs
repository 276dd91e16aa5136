//! CPU time of processes, to the nanosecond if the kernel records it.

use std::{collections::HashMap, fs, path::Path, time::Duration};

/// `utime`, `stime`, `cutime` and `cstime` count hundredths of a second.
const TICK: u64 = 10_000_000;

/// Returns the CPU time used by all threads of `pid`. Threads that have ended are counted
/// only to a hundredth of a second.
pub fn of_process(pid: u32) -> Duration {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return ticks_of(pid) };
    let exact: u64 = tasks.flatten().filter_map(|task| exact(&task.path())).sum();
    let ended = ticks_of(pid).saturating_sub(Duration::from_nanos(exact));
    let noticeable = ended > Duration::from_millis(50);
    Duration::from_nanos(exact) + if noticeable { ended } else { Duration::ZERO }
}

/// CPU time of a PostgreSQL server: the postmaster and its children.
pub struct Tree {
    own: Duration,
    /// Used by children that have ended.
    ended: Duration,
    living: HashMap<u32, Duration>,
}

impl Tree {
    pub fn of(postmaster: u32) -> Self {
        let children = processes().filter(|pid| parent(*pid) == Some(postmaster));
        Self {
            own: of_main_thread(postmaster),
            ended: ended_children(postmaster),
            living: children.map(|pid| (pid, of_main_thread(pid))).collect(),
        }
    }

    /// Returns the time used since `earlier`. A child that ended in between is counted
    /// only to a hundredth of a second.
    pub fn since(&self, earlier: &Self) -> Duration {
        let living: Duration = self
            .living
            .iter()
            .map(|(pid, used)| {
                used.saturating_sub(*earlier.living.get(pid).unwrap_or(&Duration::ZERO))
            })
            .sum();
        let gone = earlier.living.iter().filter(|(pid, _)| !self.living.contains_key(pid));
        let counted: Duration = gone.map(|(_, used)| *used).sum();
        let ended = (self.ended - earlier.ended).saturating_sub(counted);
        self.own.saturating_sub(earlier.own) + living + ended
    }
}

/// Each of the server's children has a single thread.
fn of_main_thread(pid: u32) -> Duration {
    let exact = exact(Path::new(&format!("/proc/{pid}")));
    exact.map_or_else(|| ticks_of(pid), Duration::from_nanos)
}

fn exact(task: &Path) -> Option<u64> {
    let text = fs::read_to_string(task.join("schedstat")).ok()?;
    text.split_whitespace().next()?.parse().ok()
}

fn ticks_of(pid: u32) -> Duration {
    let used = stat(pid).map_or(0, |fields| fields[11] + fields[12]);
    Duration::from_nanos(used * TICK)
}

fn ended_children(pid: u32) -> Duration {
    let used = stat(pid).map_or(0, |fields| fields[13] + fields[14]);
    Duration::from_nanos(used * TICK)
}

fn parent(pid: u32) -> Option<u32> {
    stat(pid).map(|fields| fields[1] as u32)
}

/// Returns the fields of `/proc/{pid}/stat` after the program's name, starting with the
/// state.
fn stat(pid: u32) -> Option<Vec<u64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    Some(fields.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect())
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}
