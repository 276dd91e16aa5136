//! Templates, static files and migrations are embedded, so a new one triggers a rebuild.

fn main() {
    for folder in ["templates", "static", "migrations"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
