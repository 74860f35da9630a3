//! Makes the files of a new project in memory: the files that it gets from this project, with the changes of the rules,
//! and the files of its own in `template/files`.

use super::{
    NewProject, files, map,
    rules::{Edit, Rules},
};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, fs, path::Path};

/// The folder with the files that a new project has in place of those of this project, relative to the root.
const OWN: &str = "template/files";

/// One file of a new project.
#[derive(Debug)]
pub struct File {
    /// The path in the project. Its separators are slashes.
    pub path: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// The file of the same path in this project, as it is.
    Same,
    /// Another text.
    Text(String),
}

impl File {
    /// Writes the file below `folder`. `root` is the root folder of this project.
    ///
    /// # Errors
    /// If the file or its folder cannot be written.
    pub fn write(&self, root: &Path, folder: &Path) -> Result<()> {
        let to = folder.join(&self.path);
        let written = || -> std::io::Result<()> {
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            match &self.content {
                Content::Same => fs::copy(root.join(&self.path), &to).map(drop),
                Content::Text(text) => fs::write(&to, text),
            }
        };
        written().with_context(|| format!("{} cannot be written.", to.display()))
    }
}

/// Returns all files of the new project, except for what cargo changes later in `Cargo.lock` and in the formatting.
///
/// # Errors
/// If a file cannot be read, or if a rule does not fit the sources.
pub fn files(project: &NewProject, rules: &Rules, root: &Path) -> Result<Vec<File>> {
    let mut texts: BTreeMap<String, Option<String>> = BTreeMap::new();
    for path in files::taken(root, &rules.take, &rules.left_out(project))? {
        let bytes = fs::read(root.join(&path)).with_context(|| format!("{path} cannot be read."))?;
        texts.insert(path, String::from_utf8(bytes).ok());
    }
    let before = texts.clone();
    let fill = |text: &str| filled(project, text);
    for edit in rules.edits(project) {
        apply(edit, &fill(&edit.find)?, &fill(&edit.replace)?, &mut texts)?;
    }
    for path in files::all(&root.join(OWN))? {
        let text = fs::read_to_string(root.join(OWN).join(&path)).with_context(|| format!("{path} cannot be read."))?;
        texts.insert(path, Some(fill(&text)?));
    }
    add_licences(project, root, &mut texts)?;
    let all: Vec<String> = texts.keys().cloned().collect();
    let exists = |path: &str| {
        let path = path.trim_end_matches('/');
        all.iter().any(|file| file == path || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    };
    if let Some(Some(map)) = texts.get_mut("CONTRIBUTING.md") {
        *map = map::without_missing(map, exists);
    }
    let content = |path: &str, text: Option<String>| match text {
        Some(text) if before.get(path) != Some(&Some(text.clone())) => Content::Text(text),
        _ => Content::Same,
    };
    Ok(texts.into_iter().map(|(path, text)| File { content: content(&path, text), path }).collect())
}

/// Makes one change. `find` and `replace` are the texts of the edit, with their placeholders filled.
///
/// # Errors
/// If one of the edit's places does not contain the text, or if the text occurs more often than the edit allows.
fn apply(edit: &Edit, find: &str, replace: &str, texts: &mut BTreeMap<String, Option<String>>) -> Result<()> {
    ensure!(!find.is_empty(), "template/rules.toml does not fit: an edit finds an empty text.");
    let mut found = 0;
    for place in &edit.places {
        let within =
            |path: &str| path.strip_prefix(place.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let before = found;
        for (_, text) in texts.iter_mut().filter(|(path, _)| within(path)) {
            let Some(text) = text else { continue };
            found += text.matches(find).count();
            let mut start = 0;
            while let Some(at) = text[start..].find(find) {
                let at = start + at;
                let range = edit.whole.widened(text, at..at + find.len());
                start = range.start + replace.len();
                text.replace_range(range, replace);
            }
        }
        ensure!(found > before, "template/rules.toml does not fit: {place} has no {find:?}.");
    }
    ensure!(edit.every || found == 1, "template/rules.toml does not fit: {find:?} occurs {found} times, and not once.");
    Ok(())
}

/// Returns the text with the choices in place of the placeholders.
///
/// # Errors
/// If the text has another placeholder.
fn filled(project: &NewProject, text: &str) -> Result<String> {
    let mut filled = text.to_owned();
    for (placeholder, value) in [
        ("{{name}}", project.name.to_string()),
        ("{{letter}}", project.name.letter()),
        ("{{package}}", project.package.to_string()),
        ("{{crate}}", project.package.krate()),
        ("{{api-base}}", project.api_base.to_string()),
        ("{{license-line}}", project.license.line()),
        ("{{license}}", project.license.sentence().to_owned()),
        ("{{version}}", env!("CARGO_PKG_VERSION").to_owned()),
    ] {
        filled = filled.replace(placeholder, &value);
    }
    ensure!(!filled.contains("{{"), "A text of template/ has an unknown placeholder: {filled}");
    Ok(filled)
}

/// Adds the texts of the chosen licence, in the name of the new project, and the licence of what comes from this
/// project: MIT asks for its text wherever the code is.
fn add_licences(project: &NewProject, root: &Path, texts: &mut BTreeMap<String, Option<String>>) -> Result<()> {
    const HOLDER: &str = "The Evergreen maintainers";
    let read = |name: &str| fs::read_to_string(root.join(name)).with_context(|| format!("{name} cannot be read."));
    let ours = read("LICENSE-MIT")?;
    ensure!(ours.matches(HOLDER).count() == 1, "LICENSE-MIT does not name {HOLDER}.");
    let (mit, apache) = project.license.texts();
    if mit {
        let own = ours.replace(HOLDER, &format!("The {} authors", project.name));
        texts.insert("LICENSE-MIT".to_owned(), Some(own));
    }
    if apache {
        texts.insert("LICENSE-APACHE".to_owned(), Some(read("LICENSE-APACHE")?));
    }
    texts.insert("LICENSE-EVERGREEN".to_owned(), Some(ours));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_project::extent::Extent;

    fn edit(find: &str, every: bool) -> Edit {
        Edit { places: vec!["a".to_owned()], find: find.to_owned(), replace: String::new(), every, whole: Extent::Text }
    }

    #[test]
    fn a_change_that_does_not_fit_is_an_error() {
        let texts = [("a/1", "one two"), ("a/2", "two"), ("ab", "three one")];
        let texts: BTreeMap<_, _> = texts.map(|(path, text)| (path.to_owned(), Some(text.to_owned()))).into();
        let applied = |edit: &Edit| {
            let mut texts = texts.clone();
            apply(edit, &edit.find, "0", &mut texts).map(|()| texts.into_values().flatten().collect::<Vec<_>>())
        };
        assert_eq!(applied(&edit("one", false)).expect("once"), ["0 two", "two", "three one"]);
        assert_eq!(applied(&edit("two", true)).expect("twice"), ["one 0", "0", "three one"]);
        let error = applied(&edit("two", false)).expect_err("twice").to_string();
        assert!(error.contains("2 times"), "{error}");
        let error = applied(&edit("three", true)).expect_err("in another file").to_string();
        assert!(error.contains("has no \"three\""), "{error}");
    }
}
