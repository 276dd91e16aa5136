//! Templates and static files are embedded: a new one is a reason to build again.

fn main() {
    for folder in ["templates", "static", "migrations"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
