//! A minimal HTML reader for the tests.

/// Returns the start tags, each up to the first `>`: text in attributes is escaped.
pub(super) fn tags(html: &str) -> Vec<String> {
    let starts = html.match_indices('<').map(|(at, _)| at);
    starts.filter_map(|at| html[at..].find('>').map(|end| html[at..=at + end].to_owned())).collect()
}

pub(super) fn has_attribute(tag: &str, unwanted: impl Fn(&str) -> bool) -> bool {
    let outside = tag.split('"').step_by(2).collect::<String>();
    outside
        .split_whitespace()
        .skip(1)
        .any(|word| unwanted(word.split(['=', '>', '/']).next().unwrap_or_default()))
}

pub(super) fn values(html: &str, attribute: &str) -> Vec<String> {
    let opening = format!(" {attribute}=\"");
    let found = html.split(&opening).skip(1);
    found.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

pub(super) fn words(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

pub(super) fn template_folder() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/templates").to_owned()
}

pub(super) fn sources(folder: &str) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                return sources(&name);
            }
            vec![(name, std::fs::read_to_string(&path).unwrap())]
        })
        .collect()
}
