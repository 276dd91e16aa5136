//! No migration from here on keeps requests out of a table for longer than a moment.
//!
//! `squawk` knows what each statement locks or rewrites. These rules are of our runner: what it
//! runs as one transaction changes one table that has rows, and moves none.

use std::{collections::BTreeSet, fs, path::Path};

use squawk_linter::{Linter, LinterSettings, Rule};
use squawk_syntax::{
    SourceFile,
    ast::{self, AstNode as _, Stmt},
};

/// The last migration that was written before the rules; `docs/upgrading.md` says what it and
/// the ones before it lock.
const LAST_WITHOUT: &str = "2026-11-26-000111_installation";

const RULES: [Rule; 18] = [
    Rule::AddingFieldWithDefault,
    Rule::AddingForeignKeyConstraint,
    Rule::AddingNotNullableField,
    Rule::AddingRequiredField,
    Rule::AddingSerialPrimaryKeyField,
    Rule::BanConcurrentIndexCreationInTransaction,
    Rule::BanDropColumn,
    Rule::BanDropTable,
    Rule::BanTruncateCascade,
    Rule::ChangingColumnType,
    Rule::ConstraintMissingNotValid,
    Rule::DisallowedUniqueConstraint,
    Rule::RenamingColumn,
    Rule::RenamingTable,
    Rule::RequireConcurrentIndexCreation,
    Rule::RequireConcurrentIndexDeletion,
    Rule::RequireConcurrentPartitionDetach,
    Rule::RequireConcurrentReindex,
];

/// Returns the objections to an `up.sql`.
fn objections(sql: &str) -> Vec<String> {
    let is_outside = sql.starts_with("-- outside a transaction");
    let parsed = SourceFile::parse(sql);
    let wrong = parsed.errors().into_iter().map(|error| error.to_string());
    let mut linter = Linter::from(RULES);
    linter.settings =
        LinterSettings { assume_in_transaction: !is_outside, ..LinterSettings::default() };
    let found = linter.lint(&parsed, sql);
    let mut objections: Vec<_> =
        wrong.chain(found.iter().map(|it| format!("{}: {}", it.code, it.message))).collect();
    let statements: Vec<_> = parsed.tree().stmts().collect();
    if is_outside {
        objections.extend(unrepeatable(&statements));
    } else {
        objections.extend(in_one_transaction(&statements));
    }
    objections
}

/// Objects to what a transaction would keep locked while it goes on.
fn in_one_transaction(statements: &[Stmt]) -> Vec<String> {
    let made: BTreeSet<_> = statements.iter().filter_map(made).collect();
    let is_old = |table: &String| !made.contains(table);
    let locked: BTreeSet<_> = statements.iter().filter_map(locked).filter(is_old).collect();
    let mut objections = Vec::new();
    if locked.len() > 1 {
        objections.push(format!("changes several tables in one transaction: {locked:?}"));
    }
    for statement in statements {
        let moves = match statement {
            Stmt::Update(it) => it.relation_name().map(|name| name_of(name.syntax())),
            Stmt::Delete(it) => it.relation_name().map(|name| name_of(name.syntax())),
            Stmt::Merge(_) => Some("MERGE".to_owned()),
            Stmt::Lock(_) => Some("LOCK".to_owned()),
            Stmt::Do(_) => Some("DO".to_owned()),
            Stmt::Truncate(_) => Some("TRUNCATE".to_owned()),
            Stmt::CreateIndex(it) if it.concurrently_token().is_some() => {
                Some("CONCURRENTLY".to_owned())
            }
            Stmt::DropIndex(it) if it.concurrently_token().is_some() => {
                Some("CONCURRENTLY".to_owned())
            }
            _ => None,
        };
        if let Some(moves) = moves.filter(is_old) {
            objections.push(format!("in a transaction, for as long as it goes on: {moves}"));
        }
    }
    objections
}

/// Objects to what would fail when it's run again after an interruption.
fn unrepeatable(statements: &[Stmt]) -> Vec<String> {
    let mut dropped = BTreeSet::new();
    let mut objections = Vec::new();
    for statement in statements {
        match statement {
            Stmt::DropIndex(it) if it.if_exists().is_some() => {
                dropped.extend(it.index_refs().map(|index| name_of(index.syntax())));
            }
            Stmt::CreateIndex(it) => {
                let name = it.index().map(|index| name_of(index.syntax())).unwrap_or_default();
                if !dropped.contains(&name) {
                    objections
                        .push(format!("{name}: drop it IF EXISTS first, it may be half made"));
                }
            }
            _ => {}
        }
    }
    objections
}

fn made(statement: &Stmt) -> Option<String> {
    match statement {
        Stmt::CreateTable(it) => it.table_name().map(|name| name_of(name.syntax())),
        _ => None,
    }
}

/// Returns the table that nobody can use, or write to, until the transaction ends.
fn locked(statement: &Stmt) -> Option<String> {
    let on_table = |on: Option<ast::OnTable>| on?.table_name_ref().map(|it| name_of(it.syntax()));
    let on_relation = |on: Option<ast::OnRelation>| {
        let text = on?.syntax().text().to_string();
        Some(text.trim_start_matches("ON").trim_start_matches("on").trim().to_lowercase())
    };
    match statement {
        Stmt::AlterTable(it) => it.table_relation_name().map(|name| name_of(name.syntax())),
        Stmt::CreatePolicy(it) => on_table(it.on_table()),
        Stmt::AlterPolicy(it) => on_table(it.on_table()),
        Stmt::DropPolicy(it) => on_table(it.on_table()),
        Stmt::CreateTrigger(it) => on_relation(it.on_relation()),
        Stmt::DropTrigger(it) => on_relation(it.on_relation()),
        _ => None,
    }
}

fn name_of(node: &squawk_syntax::SyntaxNode) -> String {
    node.text().to_string().trim().trim_start_matches("public.").to_lowercase()
}

#[test]
fn a_migration_keeps_nobody_waiting() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for set in ["tenantry", "neon_auth"] {
        for folder in fs::read_dir(root.join(set)).unwrap() {
            let folder = folder.unwrap();
            let name = folder.file_name().into_string().unwrap();
            if *name <= *LAST_WITHOUT {
                continue;
            }
            let sql = fs::read_to_string(folder.path().join("up.sql")).unwrap();
            assert_eq!(objections(&sql), [""; 0], "{name}: see docs/upgrading.md");
        }
    }
}

#[test]
fn what_would_keep_people_waiting_is_refused() {
    let refused = [
        "CREATE INDEX todos_title_idx ON todos (title);",
        "CREATE INDEX CONCURRENTLY todos_title_idx ON todos (title);",
        "DROP INDEX todos_title_idx;",
        "ALTER TABLE todos ALTER COLUMN title TYPE text;",
        "ALTER TABLE todos ADD COLUMN place integer NOT NULL;",
        "ALTER TABLE todos ADD COLUMN place uuid DEFAULT gen_random_uuid();",
        "ALTER TABLE todos ALTER COLUMN title SET NOT NULL;",
        "ALTER TABLE todos ADD CONSTRAINT short CHECK (length(title) < 9);",
        "ALTER TABLE todos ADD CONSTRAINT f FOREIGN KEY (author_id) REFERENCES users;",
        "ALTER TABLE todos ADD CONSTRAINT u UNIQUE (title);",
        "ALTER TABLE todos RENAME COLUMN title TO name;",
        "ALTER TABLE todos DROP COLUMN title;",
        "DROP TABLE todos;",
        "UPDATE todos SET title = trim(title);",
        "DELETE FROM todos WHERE title = '';",
        "LOCK TABLE todos IN SHARE MODE;",
        "DO $$ BEGIN UPDATE todos SET title = trim(title); END $$;",
        "ALTER TABLE todos ADD COLUMN a text; ALTER TABLE users ADD COLUMN a text;",
        "ALTER POLICY a ON todos USING (true); ALTER POLICY b ON users USING (true);",
        "-- outside a transaction\nCREATE INDEX CONCURRENTLY todos_title_idx ON todos (title);",
        "-- outside a transaction\nCREATE INDEX todos_title_idx ON todos (title);",
        "NO SQL;",
    ];
    for sql in refused {
        assert_ne!(objections(sql), [""; 0], "{sql}");
    }
}

#[test]
fn what_takes_a_moment_is_not_refused() {
    let accepted = [
        "ALTER TABLE todos ADD COLUMN place integer; COMMENT ON COLUMN todos.place IS 'Where.';",
        "ALTER TABLE todos ADD COLUMN place integer NOT NULL DEFAULT 0;",
        "ALTER TABLE todos ADD CONSTRAINT short CHECK (length(title) < 9) NOT VALID;",
        "CREATE TABLE notes (tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE, \
         id uuid NOT NULL, PRIMARY KEY (tenant_id, id)); \
         CREATE INDEX notes_id_idx ON notes (id); \
         ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY; \
         CREATE POLICY p ON notes USING (tenant_id = (SELECT current_tenant_id())); \
         GRANT SELECT ON notes TO tenantry_app; \
         CREATE TRIGGER t AFTER INSERT ON todos FOR EACH ROW EXECUTE FUNCTION f();",
        "-- outside a transaction\nDROP INDEX CONCURRENTLY IF EXISTS todos_title_idx; \
         CREATE INDEX CONCURRENTLY todos_title_idx ON todos (title); \
         ALTER TABLE todos VALIDATE CONSTRAINT short; \
         DO $$ BEGIN LOOP UPDATE todos SET place = 0 WHERE id IN (SELECT id FROM todos \
         WHERE place IS NULL LIMIT 1000); EXIT WHEN NOT FOUND; COMMIT; END LOOP; END $$;",
    ];
    for sql in accepted {
        assert_eq!(objections(sql), [""; 0], "{sql}");
    }
}
