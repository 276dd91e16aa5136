//! Reads from the source which modules import which. Code for tests isn't checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::visit::{self, Visit};

/// A module's path within the crate: `web::pages` is `["web", "pages"]`.
pub type Module = Vec<String>;

/// The modules that each module names.
pub struct Imports(pub BTreeMap<Module, BTreeSet<Module>>);

impl Imports {
    pub fn read() -> Self {
        let files: BTreeMap<Module, syn::File> = sources()
            .into_iter()
            .filter(|(path, _)| !path.ends_with("main.rs"))
            .map(|(path, source)| (module(&path), syn::parse_file(&source).unwrap()))
            .collect();
        let for_tests: BTreeSet<Module> = files.iter().flat_map(test_modules).collect();
        let known: BTreeSet<Module> = files.keys().cloned().collect();
        let is_for_tests = |module: &Module| for_tests.iter().any(|it| module.starts_with(it));
        let product = files.iter().filter(|(module, _)| !is_for_tests(module));
        Self(product.map(|(module, file)| (module.clone(), named(module, file, &known))).collect())
    }

    /// Returns which children of `folder` import which, with one example of each.
    pub fn among(&self, folder: &[String]) -> BTreeMap<String, BTreeMap<String, String>> {
        let child =
            |module: &Module| module.strip_prefix(folder).and_then(|below| below.first()).cloned();
        let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (module, imports) in &self.0 {
            let Some(from) = child(module) else { continue };
            for import in imports {
                if let Some(to) = child(import).filter(|to| *to != from) {
                    let example = format!("{} imports {}", module.join("::"), import.join("::"));
                    found.entry(from.clone()).or_default().insert(to, example);
                }
            }
        }
        found
    }
}

/// Reads every file below `src`.
pub fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(root).unwrap().to_owned(), source));
        }
    }
}

fn module(path: &Path) -> Module {
    let path = path.with_extension("");
    let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod" && part != "lib").collect()
}

/// Lists the children of a module that only tests compile.
fn test_modules((module, file): (&Module, &syn::File)) -> Vec<Module> {
    let items = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(child) if is_for_tests(&child.attrs) => Some(child.ident.to_string()),
        _ => None,
    });
    items.map(|child| [&module[..], &[child]].concat()).collect()
}

pub fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    let for_tests = |it: &syn::Attribute| {
        it.path().is_ident("cfg")
            && it.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    };
    attributes.iter().any(for_tests)
}

fn named(module: &Module, file: &syn::File, known: &BTreeSet<Module>) -> BTreeSet<Module> {
    let mut paths = Paths { here: module, found: Vec::new() };
    paths.visit_file(file);
    let of = |path: &Module| {
        (1..=path.len()).rev().map(|end| path[..end].to_vec()).find(|it| known.contains(it))
    };
    paths.found.iter().filter_map(of).filter(|it| it != module).collect()
}

/// Collects paths that begin with `crate`, `super`, `self` or the name of a child.
struct Paths<'a> {
    here: &'a Module,
    found: Vec<Module>,
}

impl Paths<'_> {
    fn add(&mut self, segments: &[String]) {
        let mut at = self.here.clone();
        let mut rest = segments;
        match segments.first().map(String::as_str) {
            Some("crate") => at.clear(),
            Some("self") => {}
            Some("super") => at.truncate(at.len().saturating_sub(1)),
            _ => rest = &[],
        }
        rest = rest.get(1..).unwrap_or_default();
        while let [first, more @ ..] = rest
            && first == "super"
        {
            at.pop();
            rest = more;
        }
        self.found.push([&at[..], rest].concat());
    }

    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                self.add_tree(&[before, &[path.ident.to_string()]].concat(), &path.tree);
            }
            syn::UseTree::Name(name) => self.add(&[before, &[name.ident.to_string()]].concat()),
            syn::UseTree::Rename(name) => self.add(&[before, &[name.ident.to_string()]].concat()),
            syn::UseTree::Glob(_) => self.add(before),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_tree(before, tree));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.add_tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        if segments.len() > 1 {
            self.add(&segments);
        }
        visit::visit_path(self, path);
    }
}
