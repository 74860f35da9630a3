//! Tests `cargo xtask new` and the questions of cargo-generate. The step `template` of `cargo xtask test` compiles a new
//! project and runs its tests.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use xtask::project;

/// Runs `cargo xtask new` with these arguments, in `folder`. For git, the person has the name and the address `author`.
/// If this is empty, git does not know the person.
fn new(folder: &Path, arguments: &[&str], author: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("new").args(arguments).current_dir(folder);
    // Settings of this machine must not matter.
    command.env("GIT_CONFIG_GLOBAL", folder.join("no-such-file")).env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
        command.env(name, author);
    }
    command.output().expect("the program runs")
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().expect(program);
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// Returns all files below a folder, except those of git.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true if path.file_name() == Some(OsStr::new(".git")) => {}
            true => all.extend(files(&path)),
            false => all.push(path),
        }
    }
    all
}

#[test]
fn the_new_project_has_its_own_name_look_and_history() {
    let temp = tempfile::tempdir().expect("a folder");
    let arguments = ["portal", "--name", "Acme Portal", "--api-base", "https://api.example.org/v1", "--license", "MIT"];
    let output = new(temp.path(), &arguments, "Amy");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("cd portal\n") && said.contains("are committed in a new git repository"), "{said}");
    let folder = temp.path().join("portal");

    let git = |arguments: &[&str]| run("git", arguments, &folder);
    assert_eq!(
        git(&["log", "--format=%s %an %D"]),
        "Start Acme Portal from Evergreen Amy HEAD -> main, tag: evergreen\n"
    );
    assert_eq!(git(&["status", "--porcelain", "--ignored"]), "");

    for (file, text) in [
        ("README.md", "# Acme Portal\n"),
        ("README.md", "calls the API at `https://api.example.org/v1`"),
        ("CHANGELOG.md", "- Acme Portal begins"),
        ("index.html", "<title>Acme Portal</title>"),
        ("src/texts/mod.rs", "APP_NAME: &str = \"Acme Portal\""),
        ("static/icon.svg", ">A</text>"),
        ("static/base.css", "content: \"A\" / \"\""),
        ("static/_headers", "\n/acme-portal-*\n"),
        ("Cargo.toml", "\nname = \"acme-portal\"\n"),
        ("Cargo.toml", "\nlicense = \"MIT\"\n"),
        ("LICENSE-MIT", "Copyright (c) 2026 The Acme Portal authors"),
        ("LICENSE-EVERGREEN", "Copyright (c) 2026 The Evergreen maintainers"),
        ("crates/xtask/src/commands/build/run.rs", "\"https://api.example.org/v1\""),
    ] {
        assert!(read(folder.join(file)).contains(text), "{file} lacks {text:?}");
    }
    for path in [
        "LICENSE-APACHE",
        "SECURITY.md",
        ".github/ISSUE_TEMPLATE",
        "docs",
        "examples",
        "template",
        "cargo-generate.toml",
        "tests/bench",
        "tests/wire",
        "tests/minimal",
        "tests/gallery/pictures",
        "crates/backend/benches",
        "crates/xtask/src/new_project",
    ] {
        assert!(!folder.join(path).exists(), "{path} is in the new project");
    }
    assert_eq!(foreign_names(&folder), Vec::<String>::new());
}

/// Returns the lines in the files of the app that name this project, and not one of its libraries or what these have in
/// common with the app.
fn foreign_names(folder: &Path) -> Vec<String> {
    const KNOWN: [&str; 10] = [
        "-session",
        "-timeline",
        "-markup",
        "-backend",
        "_session",
        "_timeline",
        "_markup",
        "_dist",
        "early",
        "-stopped",
    ];
    let named = |line: &str| {
        let line = line.to_lowercase();
        line.match_indices("evergreen")
            .any(|(at, word)| !KNOWN.iter().any(|known| line[at + word.len()..].starts_with(known)))
    };
    let mut found = Vec::new();
    for place in ["Cargo.toml", "index.html", "src", "static", ".github", ".devcontainer", "CONTRIBUTING.md"] {
        let path = folder.join(place);
        let all = if path.is_dir() { files(&path) } else { vec![path] };
        for file in all {
            let text = read(&file);
            found.extend(text.lines().filter(|line| named(line)).map(|line| format!("{}: {line}", file.display())));
        }
    }
    found
}

/// Follows the chapter in the book. The commands of git are those of the chapter.
#[test]
fn a_new_version_is_merged_with_the_changes_of_the_person() {
    let temp = tempfile::tempdir().expect("a folder");
    for folder in ["acme-portal", "next"] {
        assert!(new(temp.path(), &[folder, "--name", "Acme Portal"], "Amy").status.success());
    }
    let (own, next) = (temp.path().join("acme-portal"), temp.path().join("next"));
    let change = |folder: &Path, file: &str, from: &str, to: &str| {
        let text = read(folder.join(file));
        assert!(text.contains(from), "{file} lacks {from:?}");
        fs::write(folder.join(file), text.replace(from, to)).expect("written");
    };
    let sh = |line: &str, folder: &Path| {
        let identity = "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=A \
             GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=A GIT_EDITOR=true";
        run("sh", &["-c", &format!("{identity}; {line}")], folder)
    };
    change(&own, "src/texts/layout.rs", "stay signed in.", "stay with us.");
    sh("git commit --quiet --all --message Mine", &own);
    change(&next, "src/texts/errors.rs", "Please sign in.", "Sign in.");
    fs::write(next.join("src/new.rs"), "").expect("written");
    sh("git add --all; git commit --quiet --amend --no-edit", &next);

    let chapter = read(project::root().join("docs/src/getting-started.md"));
    let (_, part) = chapter.split_once("## Take over a new version\n").expect("the part of the chapter");
    let commands: Vec<_> = part.lines().filter(|line| line.starts_with("git ")).collect();
    assert_eq!(commands.len(), 5, "{commands:?}");
    for command in commands {
        sh(command, &own);
    }
    assert!(read(own.join("src/texts/layout.rs")).contains("stay with us."));
    assert!(read(own.join("src/texts/errors.rs")).contains("\"Sign in.\""));
    assert!(own.join("src/new.rs").is_file());
    // The tag is the common ancestor of the next merge.
    assert_eq!(sh("git diff --name-only evergreen HEAD", &own), "src/texts/layout.rs\n");
}

#[test]
fn no_dependency_changes_its_version() {
    let temp = tempfile::tempdir().expect("a folder");
    assert!(new(temp.path(), &["portal", "--name", "Acme Portal"], "Amy").status.success());
    let versions = |folder: &Path| -> BTreeSet<String> {
        let lock: toml::Table = read(folder.join("Cargo.lock")).parse().expect("TOML");
        let packages = lock["package"].as_array().expect("packages").clone();
        let from_registry = packages.iter().filter(|package| package.get("checksum").is_some());
        from_registry.map(|package| format!("{:?} {:?}", package["name"], package["version"])).collect()
    };
    let (new, old) = (versions(&temp.path().join("portal")), versions(&project::root()));
    assert!(new.len() > 300, "{} packages", new.len());
    assert_eq!(new.difference(&old).collect::<Vec<_>>(), Vec::<&String>::new());
    // The command fails if the lock file does not fit the packages of the new project.
    run(env!("CARGO"), &["tree", "--locked", "--offline", "--workspace", "--depth", "0"], &temp.path().join("portal"));
}

#[test]
fn without_a_name_for_git_the_files_are_there_and_the_command_says_so() {
    let temp = tempfile::tempdir().expect("a folder");
    let output = new(temp.path(), &["portal", "--name", "Acme Portal", "--license", "none"], "");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("git made no commit"), "{said}");
    let folder = temp.path().join("portal");
    assert!(folder.join("src/lib.rs").is_file());
    // Without a licence, nothing in the app's package names one.
    let manifest: toml::Table = read(folder.join("Cargo.toml")).parse().expect("TOML");
    assert_eq!(manifest["package"].get("license"), None);
    assert!(read(folder.join("README.md")).contains("All rights reserved."));
    assert!(!folder.join("LICENSE-MIT").exists());
}

#[test]
fn a_project_has_the_texts_of_its_licence() {
    for (license, texts) in [("MIT", [true, false]), ("Apache-2.0", [false, true]), ("MIT OR Apache-2.0", [true, true])]
    {
        let temp = tempfile::tempdir().expect("a folder");
        let output = new(temp.path(), &["portal", "--name", "Acme Portal", "--license", license], "");
        assert!(output.status.success(), "{license}: {output:?}");
        let folder = temp.path().join("portal");
        let manifest: toml::Table = read(folder.join("Cargo.toml")).parse().expect("TOML");
        assert_eq!(manifest["package"]["license"].as_str(), Some(license));
        assert_eq!(["LICENSE-MIT", "LICENSE-APACHE"].map(|name| folder.join(name).exists()), texts, "{license}");
        let readme = read(folder.join("README.md"));
        assert_eq!(["`LICENSE-MIT`", "`LICENSE-APACHE`"].map(|name| readme.contains(name)), texts, "{license}");
    }
}

#[test]
fn a_wrong_argument_is_refused_and_nothing_is_written() {
    let temp = tempfile::tempdir().expect("a folder");
    let (full, file) = (temp.path().join("full"), temp.path().join("file"));
    fs::create_dir(&full).expect("a folder");
    fs::write(full.join("mine"), "").expect("written");
    fs::write(&file, "").expect("written");
    for (arguments, reason) in [
        (vec!["full", "--name", "Acme"], "full is not empty"),
        (vec!["file", "--name", "Acme"], "file is a file"),
        (vec!["file/below", "--name", "Acme"], "file/below cannot be created"),
        (vec!["fresh", "--name", "Acme & Sons"], "the character '&'"),
        (vec!["fresh", "--name", "Ünï"], "--package"),
        (vec!["fresh", "--name", "Yew"], "`yew` is the name of a package"),
        (vec!["fresh", "--name", "Acme", "--package", "Acme"], "no name for a package"),
        (vec!["fresh", "--name", "Acme", "--license", "GPL"], "possible values"),
        (vec!["fresh", "--name", "Acme", "--api-base", "localhost:1"], "no API base"),
        (vec!["fresh"], "--name"),
        (vec!["--name", "Acme"], "<DIR>"),
    ] {
        let output = new(temp.path(), &arguments, "Amy");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && text.contains(reason), "{arguments:?}: {text}");
    }
    assert_eq!(fs::read_dir(&full).expect("still there").count(), 1);
    assert!(!temp.path().join("fresh").exists());
}

#[test]
fn cargo_generate_asks_for_what_the_command_takes() {
    let questions: toml::Table = read(project::root().join("cargo-generate.toml")).parse().expect("TOML");
    let asked = questions["placeholders"].as_table().expect("the questions");
    let script = read(project::root().join("template/generate.rhai"));
    let output = new(&project::root(), &["--help"], "");
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    for (question, option) in
        [("title", "--name"), ("api_base", "--api-base"), ("timeline", "--without-timeline"), ("license", "--license")]
    {
        assert!(
            asked.contains_key(question) && script.contains(&format!("variable::get(\"{question}\")")),
            "{question}"
        );
        assert!(script.contains(&format!("\"{option}\"")) && help.contains(option), "{option}");
    }
    assert_eq!(asked.len(), 4, "a question is not tested");
    let default = |question: &str| asked[question]["default"].as_str().expect("a text").to_owned();
    for question in ["api_base", "license"] {
        assert!(
            help.contains(&format!("[default: {}]", default(question)))
                || help.contains(&format!("[default: \"{}\"]", default(question))),
            "{question}: {help}"
        );
    }
    for license in asked["license"]["choices"].as_array().expect("choices") {
        let license = license.as_str().expect("a text");
        assert!(
            help.contains(&format!("- {license}:")) || help.contains(&format!("- \"{license}\":")),
            "{license}: {help}"
        );
    }
}
