//! Checks that each test of the server runs on SQLite and on PostgreSQL. The lists in this file name everything in
//! `tests/`, and say why some tests run on only one kind of database, or on none. A test fails if a file is in no list.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What the test programs share. `server` contains tests. All others contain only functions for tests.
const SHARED: [&str; 3] = ["client", "process", "server"];

/// The two programs that run the tests in `server/`: each one runs all of them, on one kind of database.
const EACH_ON_ONE: [&str; 2] = ["sqlite", "postgres"];

/// Test programs whose tests run on both kinds of database. The text after each name says why its tests are not in
/// `server/`.
const EACH_ON_BOTH: [(&str, &str); 4] = [
    ("crash", "uses the processor so much that other tests would become slow"),
    ("flood", "uses the processor so much that other tests would become slow"),
    ("fuzz", "reads the log and the panics of the whole process"),
    ("many_streams", "runs only on request, because it needs many open files"),
];

/// Programs and modules whose tests run only on PostgreSQL.
const ONLY_POSTGRES: [(&str, &str); 4] = [
    ("instances", "several instances behind a proxy share a PostgreSQL; an SQLite file is for one instance"),
    ("postgres/frozen.rs", "PostgreSQL is frozen; SQLite is part of the server's process, so it cannot be frozen"),
    ("postgres/lost_connections.rs", "the server loses its connections to PostgreSQL; SQLite has none"),
    ("postgres/outage.rs", "PostgreSQL is killed; SQLite is part of the server's process, so it ends with the server"),
];

/// Programs whose tests start no server and open no database.
const NO_DATABASE: [(&str, &str); 2] = [
    ("book", "compares the help of the command with the documentation"),
    ("both_databases", "reads the files of the tests"),
];

/// Modules in `src/` whose tests are about SQLite files only.
const ONLY_SQLITE: [(&str, &str); 2] = [
    ("store/sqlite.rs", "the files of SQLite: their permissions, their locks, and a full disk"),
    ("store/sqlite_owner.rs", "the application ID in the header of an SQLite file"),
];

#[test]
fn everything_is_in_one_list() {
    let programs = names("").into_iter().map(|name| name.trim_end_matches(".rs").to_owned());
    let modules = EACH_ON_ONE.into_iter().flat_map(|program| {
        let files = names(program).into_iter().filter(|file| file != "main.rs");
        files.map(move |file| format!("{program}/{file}"))
    });
    let listed = SHARED.into_iter().chain(EACH_ON_ONE).chain(reasons(&EACH_ON_BOTH)).chain(reasons(&ONLY_POSTGRES));
    let listed: Vec<String> = listed.chain(reasons(&NO_DATABASE)).map(str::to_owned).collect();
    let found: BTreeSet<String> = programs.chain(modules).collect();
    assert_eq!(listed.len(), found.len(), "a name is in two lists, or missing in one: {found:?}");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), found, "add new tests to server/");
}

#[test]
fn both_programs_have_all_modules_of_the_server_tests() {
    for program in EACH_ON_ONE {
        assert!(read(&format!("tests/{program}/main.rs")).contains("#[path = \"../server/mod.rs\"]\nmod server;\n"));
    }
    let list = read("tests/server/mod.rs");
    let modules = list.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    let modules: BTreeSet<String> = modules.map(|module| module.replace(';', ".rs")).collect();
    let files = names("server").into_iter().filter(|file| file != "mod.rs").collect();
    assert_eq!(modules, files);
}

/// The advice for a test that chooses its database itself.
const REMEDY: &str = "use `start`, `on_tested_database` or `on_shared_database` of `client`";

/// A server test gets its database from the module `client::database`. If a test chose a database itself, it would run
/// twice on that database.
#[test]
fn no_server_test_chooses_its_database() {
    for name in names("server") {
        let text = read(&format!("tests/server/{name}"));
        for choice in ["Database::Memory,", "Database::File(directory", "Database::File(file.", "Process::spawn("] {
            assert!(!text.contains(choice), "{name} contains `{choice}`: {REMEDY}");
        }
        let starts = text.split("Server::start(").skip(1).map(|rest| rest.split(".await").next().unwrap_or_default());
        for start in starts.filter(|start| start.contains("Config::for_tests()")) {
            assert!(start.contains("on_"), "{name} contains `Server::start({start}`: {REMEDY}");
        }
    }
}

/// The macro `on_both_databases` makes two tests of each function. A test without it would run on one kind of database.
#[test]
fn programs_of_their_own_test_both() {
    for program in reasons(&EACH_ON_BOTH) {
        let texts: Vec<_> = names(program).iter().map(|file| read(&format!("tests/{program}/{file}"))).collect();
        let text = texts.concat();
        let with_macro = text.contains("on_both_databases!(") && !text.contains("test]\n") && !text.contains("::test(");
        // `check_property` sends each input to servers on both kinds of database.
        let with_property = text.contains("[DatabaseKind::Sqlite, DatabaseKind::Postgres]");
        let tests = text.matches("#[test]\n").count();
        let properties = text.matches("= check_property(").count() + text.matches("=\n        check_property(").count();
        assert!(with_macro || (with_property && tests == properties), "{program}");
    }
}

/// A unit test that opens a store uses the databases of `store::tests`, which are of both kinds.
#[test]
fn the_unit_tests_of_the_store_run_on_both() {
    let mut opening = 0;
    for name in sources("") {
        let text = read(&format!("src/{name}"));
        let tests = text.split_once("#[cfg(test)]\nmod tests {").map_or("", |(_, tests)| tests);
        let tests = if name.ends_with("tests.rs") { text.as_str() } else { tests };
        if !["Store::open", "open_file(", "open_memory("].iter().any(|open| tests.contains(open)) {
            continue;
        }
        opening += 1;
        let on_both = tests.contains("databases(directory.path()") || tests.contains("databases(&directory.path()");
        assert!(on_both || reasons(&ONLY_SQLITE).any(|only| only == name), "{name}");
    }
    assert!(opening > 5, "{opening}");
}

/// Returns the names in the list, without the reasons. Checks that each name has a reason.
fn reasons<'a>(list: &'a [(&'static str, &'static str)]) -> impl Iterator<Item = &'static str> + 'a {
    list.iter().map(|(name, reason)| {
        assert!(!reason.is_empty(), "{name}");
        *name
    })
}

/// Returns the names of the files and folders in a folder of `tests/`.
fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(crate_folder().join("tests").join(folder)).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect()
}

/// Returns the paths of all source files in a folder of `src/`, including its folders.
fn sources(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(crate_folder().join("src").join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = Path::new(folder).join(entry.file_name()).to_str().expect("text").replace('\\', "/");
        if entry.file_type().expect("a type").is_dir() {
            found.extend(sources(&name));
        } else {
            found.push(name);
        }
    }
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(crate_folder().join(path)).expect("a file")
}

fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
