//! Templates take what people read from `locales/`, which has it in every language.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use tenantry::locale::{Catalog, Language};

/// Pages for the people who build or call the product, which are in English.
const IN_ENGLISH: [&str; 5] = [
    "pages/api_docs.html",
    "pages/components.html",
    "pages/mailbox.html",
    "pages/sign_in_log.html",
    "components/api.html",
];

/// Names, examples and a component's classes, which are the same in every language.
const UNTRANSLATED: [&str; 8] = [
    "Tenantry",
    "API",
    "TXT",
    "ada@example.com",
    "Grace",
    "&lt;grace@example.com&gt;",
    "hue",
    "hue-",
];

/// The attributes whose values people read, those of components included.
const READ: [&str; 11] = [
    "title=\"",
    "label=\"",
    "alt=\"",
    "placeholder=\"",
    "hint=\"",
    "data-busy=\"",
    "data-failed=\"",
    "prev_label=\"",
    "next_label=\"",
    "aria-description=\"",
    "aria-roledescription=\"",
];

fn templates() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
    let files = files(&root).into_iter();
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Returns the source without everything between two delimiters, which are replaced by `mark`.
fn without(source: &str, opening: &str, closing: &str, mark: &str) -> String {
    let mut kept = String::new();
    for (index, part) in source.split(opening).enumerate() {
        let after = if index == 0 { Some(part) } else { part.split_once(closing).map(|it| it.1) };
        kept.push_str(if index == 0 { "" } else { mark });
        kept.push_str(after.unwrap_or_default());
    }
    kept
}

/// Returns what a template says by itself: between its tags, and in attributes that are read.
fn own_words(source: &str) -> Vec<String> {
    let source = without(source, "{#", "#}", "");
    let source = without(&source, "[[", "]]", "");
    // Blocks that hold classes.
    let source = without(&source, "{% block width %}", "{% endblock", "{% endblock");
    let source = without(&source, "{% block door %}", "{% endblock", "{% endblock");
    let attributes = READ.iter().flat_map(|opening| {
        let values = source.split(opening).skip(1).filter_map(|rest| rest.split('"').next());
        values.map(str::to_owned).collect::<Vec<_>>()
    });
    let attributes: Vec<_> = attributes.collect();
    let text = without(&without(&source, "{{", "}}", "\n"), "{%", "%}", "\n");
    let text = without(&text, "<style", "</style>", "\n");
    let text = without(&text, "<", ">", "\n");
    let texts = text.lines().map(str::to_owned).chain(attributes);
    texts.filter(|text| is_said(text)).collect()
}

fn is_said(text: &str) -> bool {
    let text = without(&without(text, "{{", "}}", " "), "{%", "%}", " ");
    let words = text.split([' ', ',', '·']).map(|word| word.trim_matches(['(', ')', '.', ':']));
    let mut words = words.filter(|word| !UNTRANSLATED.contains(word) && !word.starts_with('&'));
    words.any(|word| word.chars().any(char::is_alphabetic))
}

#[test]
fn templates_say_nothing_by_themselves() {
    let mut found = Vec::new();
    for (name, source) in templates() {
        if IN_ENGLISH.contains(&name.as_str()) {
            continue;
        }
        found.extend(own_words(&source).iter().map(|text| format!("{name}: {text:?}")));
    }
    assert!(found.is_empty(), "put these into locales/:\n{}", found.join("\n"));
}

#[test]
fn what_a_template_says_by_itself_is_found() {
    let silent = "{# A note #}<b class=\"x\" title=\"[[a]]\">[[b c=d]] {{ name }} · Tenantry</b>";
    assert_eq!(own_words(silent), Vec::<String>::new());
    let template = "<b title=\"Note\">Add</b>{{ <c label=\"Name\" /> }}{% if x %}Yes{% endif %}";
    assert_eq!(own_words(template), ["Add", "Yes", "Note", "Name"]);
}

/// Words in scripts that nobody reads: names of keys, headers, errors and the like.
const IN_SCRIPTS: [&str; 14] = [
    "ArrowDown",
    "ArrowUp",
    "Home",
    "End",
    "Enter",
    "Escape",
    "AbortError",
    "NeonAuthError",
    "Content-Type",
    "Retry-After",
    "X-Retry-After",
    "Meta+K",
    "Control+K",
    "Ctrl K",
];

/// Returns the literals of a script that look like words for people.
fn literals(source: &str) -> Vec<String> {
    let source = without(source, "/*", "*/", "");
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<_> = code.filter(|line| !line.starts_with("import ")).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for mark in ['\'', '`'] {
        for literal in code.split(mark).skip(1).step_by(2) {
            let is_capital = literal.starts_with(|it: char| it.is_ascii_uppercase());
            let is_word = is_capital && literal.contains(|it: char| it.is_ascii_lowercase());
            let is_sentence = literal.contains(['’', '…']) || literal.contains(". ");
            if is_word || is_sentence {
                found.push(literal.to_owned());
            }
        }
    }
    found.retain(|literal| !IN_SCRIPTS.contains(&literal.as_str()));
    found
}

#[test]
fn scripts_say_nothing_by_themselves() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/js");
    let mut found = Vec::new();
    for path in files(&folder) {
        let source = fs::read_to_string(&path).unwrap();
        let words = literals(&source).into_iter();
        found.extend(words.map(|literal| format!("{}: {literal:?}", path.display())));
    }
    assert!(found.is_empty(), "hand these over from the page:\n{}", found.join("\n"));
    assert_eq!(
        literals("// 'No'\nsay('Copied'); x = 'a.b';\ntell(`It’s ${x}`);"),
        ["Copied", "It’s ${x}"]
    );
}

#[test]
fn every_text_is_in_every_language() {
    let keys = |language| -> BTreeSet<String> {
        Catalog::load(language).unwrap().keys().map(str::to_owned).collect()
    };
    let english = keys(Language::English);
    assert!(english.len() > 500, "the texts were read");
    for language in Language::ALL {
        let other = keys(language);
        let differ: Vec<_> = english.symmetric_difference(&other).collect();
        assert!(differ.is_empty(), "{} lacks or adds {differ:?}", language.tag());
    }
}

#[test]
fn every_text_is_used() {
    let source: String = templates().into_iter().map(|(_, source)| source).collect();
    let rust = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let rust: String = rust.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let texts = Catalog::load(Language::English).unwrap();
    let is_used = |key: &&str| {
        let ends = [']', ' '].map(|end| format!("[[{key}{end}"));
        ends.iter().any(|it| source.contains(it)) || rust.contains(&format!("\"{key}\""))
    };
    let unused: Vec<_> = texts.keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "nothing shows {unused:?}");
}

/// Returns each text's variables, as the file has them.
fn variables(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.tag());
    let mut all = BTreeMap::<String, BTreeSet<String>>::new();
    for path in files(&folder) {
        let mut key = String::new();
        for line in fs::read_to_string(path).unwrap().lines() {
            match line.split_once(" = ") {
                Some((name, _)) if !line.starts_with(' ') => name.clone_into(&mut key),
                _ => {}
            }
            let names = line.split('$').skip(1);
            let names = names.filter_map(|it| it.split([' ', '}']).next()).map(str::to_owned);
            all.entry(key.clone()).or_default().extend(names);
        }
    }
    all
}

/// Returns where the parenthesis closes that was opened before.
fn end_of_call(source: &str) -> usize {
    let mut depth = 1;
    let closes = |it: char| {
        depth += i32::from(it == '(') - i32::from(it == ')');
        depth == 0
    };
    source.find(closes).unwrap_or(source.len())
}

/// A template with a wrong value doesn't load; code is looked through here.
#[test]
fn code_gives_every_text_its_values() {
    let sources = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut calls = Vec::new();
    for source in sources.iter().map(|path| fs::read_to_string(path).unwrap()) {
        let code = source.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n");
        for call in code.split("text!(").skip(1).filter(|it| it.trim_start().starts_with('"')) {
            let mut parts = call.trim_start().splitn(3, '"').skip(1);
            let (key, rest) = (parts.next().unwrap(), parts.next().unwrap());
            let end = end_of_call(rest);
            let names = rest[..end].split(" = ").filter_map(|it| it.rsplit([' ', ',']).next());
            let count = rest[..end].matches(" = ").count();
            let names: BTreeSet<_> = names.take(count).map(str::to_owned).collect();
            calls.push((key.to_owned(), names, count));
        }
    }
    assert!(calls.len() > 100, "the code was read");
    for language in Language::ALL {
        let texts = variables(language);
        for (key, names, count) in &calls {
            let known = texts.get(key).unwrap_or_else(|| panic!("there’s no text {key}"));
            let is_whole = names.len() == *count && names == known;
            assert!(is_whole, "{key} in {}: {names:?} for {known:?}", language.tag());
        }
    }
}
