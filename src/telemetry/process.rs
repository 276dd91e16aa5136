//! Memory and processor time of this process, as Linux tells them.

/// The kernel counts in pages of this size on the machines that we build for.
const PAGE: f64 = 4096.0;

/// The kernel's clock ticks a second, the same on all machines that we build for.
const TICKS: f64 = 100.0;

/// Measures; says nothing where there is no `/proc`.
pub fn measure() {
    if let Ok(statm) = std::fs::read_to_string("/proc/self/statm")
        && let Some(pages) = resident(&statm)
    {
        metrics::gauge!("process_resident_memory_bytes").set(pages * PAGE);
    }
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else { return };
    let Some((used, started)) = ticks(&stat) else { return };
    metrics::gauge!("process_cpu_seconds_total").set(used / TICKS);
    if let Some(booted) = std::fs::read_to_string("/proc/stat").ok().and_then(|it| boot(&it)) {
        metrics::gauge!("process_start_time_seconds").set(booted + started / TICKS);
    }
}

fn resident(statm: &str) -> Option<f64> {
    statm.split_whitespace().nth(1)?.parse().ok()
}

/// Returns the ticks that were used, and those between boot and start. The name before them
/// may contain spaces and parentheses.
fn ticks(stat: &str) -> Option<(f64, f64)> {
    let (_, rest) = stat.rsplit_once(')')?;
    let field = |number: usize| rest.split_whitespace().nth(number)?.parse::<f64>().ok();
    Some((field(11)? + field(12)?, field(19)?))
}

fn boot(stat: &str) -> Option<f64> {
    stat.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_files_are_read() {
        assert_eq!(resident("9000 1234 800 1 0 2 0"), Some(1234.0));
        let stat = "7 (a) b) S 1 7 7 0 -1 4 1 2 3 4 150 50 0 0 20 0 9 0 4200 1 1";
        assert_eq!(ticks(stat), Some((200.0, 4200.0)));
        assert_eq!(boot("cpu 1 2\nbtime 1700000000\n"), Some(1_700_000_000.0));
    }
}
