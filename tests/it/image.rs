//! The image is built from everything that a build reads.

/// Returns the words between quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[test]
fn every_file_that_a_build_reads_reaches_the_image() {
    let script = include_str!("../../build.rs");
    let folders = script.split("for folder in [").nth(1).unwrap().split(']').next().unwrap();
    let (image, ignored) = (include_str!("../../Dockerfile"), include_str!("../../.dockerignore"));
    let always = ["Cargo.toml", "Cargo.lock", "build.rs", "src"];
    let copied: Vec<&str> = image
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--"))
        .flat_map(str::split_whitespace)
        .collect();
    for needed in always.into_iter().chain(quoted(folders)) {
        assert!(copied.contains(&needed), "the Dockerfile copies no {needed}");
        assert!(ignored.lines().any(|line| line == format!("!{needed}")), "{needed} is ignored");
    }
}
