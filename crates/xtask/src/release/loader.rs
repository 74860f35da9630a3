//! Merges the script that loads the parts into the script of the program. A separate script would be one more request
//! of a first load.

use anyhow::{Context, Result, ensure};

/// Returns the script of the program, with the loader in it. The loader fetches each part from the file
/// `STEM_NAME.wasm` beside the script. The integrity of a part is not known yet. In place of the integrity, the script
/// contains the text that [`placeholder`] returns.
///
/// # Errors
/// If one of the scripts does not have the form in which the pinned version of wasm-bindgen or of
/// wasm_split_cli_support writes it.
pub fn merged(script: &str, loader: &str, loader_name: &str, stem: &str) -> Result<String> {
    let imported_as = |line| imported_as(line, loader_name);
    let modules: Vec<&str> = script.lines().filter_map(imported_as).collect();
    ensure!(!modules.is_empty(), "The script of the program does not import the loader of its parts.");
    let mut merged = String::new();
    for line in script.lines().filter(|line| imported_as(line).is_none()) {
        merged.push_str(line);
        merged.push('\n');
    }
    let mut names = Vec::new();
    let loader = with_one_shared_part(loader)?;
    for line in loader.lines() {
        if line.starts_with("import ") {
            continue;
        }
        match line.strip_prefix("export const ") {
            Some(export) => {
                names.push(export.split(' ').next().unwrap_or_default());
                merged.push_str("const ");
                merged.push_str(&with_integrity(export, stem)?);
            }
            None => merged.push_str(&with_integrity(line, stem)?),
        }
        merged.push('\n');
    }
    ensure!(!names.is_empty(), "The loader of the parts exports nothing.");
    ensure!(merged.contains(FETCH_PART), "The loader of the parts fetches none.");
    // The loader must log the failure to load a part as a warning, and not as an error, because the program handles
    // this failure. If the user has opened the page of the part, the program tries once more, and then shows a message.
    // If the part was only loaded in advance, the program requests the part again when the user opens its page. The
    // script `outdated.js` finds out whether the host has a new release, and then says so in this message, or in a notice
    // if there is no message.
    const REPORT: &str = "console.error(e)";
    ensure!(merged.matches(REPORT).count() == 1, "The loader of the parts does not report failures with `{REPORT}`.");
    const SAY_WHY: &str = "import(\"./outdated.js\").then((script) => script.default()).catch(console.warn)";
    merged = merged.replace(REPORT, &format!("console.warn(e); {SAY_WHY}"));
    merged.push_str(FETCH_FUNCTION);
    merged.push_str(&format!("const loader = {{ {} }};\n", names.join(", ")));
    for module in modules {
        merged.push_str(&format!("const {module} = loader;\n"));
    }
    Ok(merged)
}

/// The name of the part with all code that several other parts share.
pub const SHARED: &str = "shared";

/// Returns the loader with the part [`SHARED`] in place of all chunks. A chunk is what the splitter calls the code that
/// certain parts share. A part that needs one of the chunks then loads all of them, in one file.
fn with_one_shared_part(loader: &str) -> Result<String> {
    const START: &str = "const __chunk_";
    const END: &str = ", []);";
    let (mut result, mut is_first) = (String::new(), true);
    let mut lines = loader.lines();
    while let Some(line) = lines.next() {
        let Some(number) = line.strip_prefix(START).and_then(|rest| rest.split(' ').next()) else {
            result.push_str(&with_shared_part(line));
            result.push('\n');
            continue;
        };
        let mut chunk = format!("{line}\n");
        while !chunk.trim_end().ends_with(END) {
            chunk.push_str(lines.next().context("The loader of the parts ends inside a chunk.")?);
            chunk.push('\n');
        }
        if is_first {
            let file = |name: &str| format!("\"./{name}.wasm\"");
            let chunk = chunk.replace(&file(&format!("chunk_{number}")), &file(SHARED));
            result.push_str(&chunk.replacen(&format!("__chunk_{number}"), SHARED, 1));
        }
        is_first = false;
    }
    Ok(result)
}

/// If the line contains a list of chunks, such as `, [__chunk_6, __chunk_7]));`, replaces the chunks by the part
/// [`SHARED`]. Such a line is the last line of the code that loads a part. Returns any other line unchanged.
fn with_shared_part(line: &str) -> String {
    match line.split_once("[__chunk_").and_then(|(before, rest)| Some((before, rest.split_once(']')?.1))) {
        Some((before, after)) => format!("{before}[{SHARED}]{after}"),
        None => line.to_owned(),
    }
}

/// Returns the name under which this line imports the loader; `None` if the line does something else. wasm-bindgen
/// writes such a line for each function of the loader.
fn imported_as<'a>(line: &'a str, loader_name: &str) -> Option<&'a str> {
    let (name, from) = line.strip_prefix("import * as ")?.split_once(' ')?;
    from.starts_with(&format!("from \"./{loader_name}\"")).then_some(name)
}

/// Returns a placeholder for the integrity of a part. The integrity is a hash. Until the hash is known, the script
/// contains the placeholder. Then the hash replaces the placeholder.
pub fn placeholder(part: &str) -> String {
    format!("integrity of {part}")
}

/// Returns the name of a part. `file_stem` is the name of the part's file without its extension. If the stem begins
/// with `split_`, the name of the part is the rest of the stem: `split_activity` gives `activity`. Otherwise, the name
/// of the part is the whole stem.
pub fn name_of(file_stem: &str) -> &str {
    file_stem.strip_prefix("split_").unwrap_or(file_stem)
}

/// The start of a call of [`FETCH_FUNCTION`].
const FETCH_PART: &str = "fetchPart(";
/// The function that fetches a part. The browser refuses the part if it does not have the given integrity. The first
/// request for a part may be answered by the browser's cache. The loader repeats a request only after a failure. The
/// repeated request bypasses the cache, because the cache may keep a wrong response for a year.
const FETCH_FUNCTION: &str = "const requested = new Set();\n\
    function fetchPart(file, integrity) {\n\
    \x20   const cache = requested.has(file) ? \"reload\" : \"default\";\n\
    \x20   requested.add(file);\n\
    \x20   return fetch(new URL(file, import.meta.url), { integrity, cache });\n\
    }\n";

/// If the line fetches a part, replaces the call of `fetch` by a call of [`FETCH_FUNCTION`] with the new file name and
/// the placeholder of the integrity. Returns any other line unchanged.
fn with_integrity(line: &str, stem: &str) -> Result<String> {
    const START: &str = "fetch(new URL(\"./";
    const END: &str = ".wasm\", import.meta.url))";
    let Some((before, rest)) = line.split_once(START) else {
        ensure!(!line.contains("fetch("), "This line of the loader is not known: {line}");
        return Ok(line.to_owned());
    };
    let (file, after) =
        rest.split_once(END).with_context(|| format!("This line of the loader is not known: {line}"))?;
    let name = name_of(file);
    Ok(format!("{before}{FETCH_PART}\"./{stem}_{name}.wasm\", \"{}\"){after}", placeholder(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "import * as import1 from \"./split.js\"\nimport * as import2 from \"./split.js\"\n\
        import * as other from \"./a.js\"\nuse(import1);\n";
    const LOADER: &str = "import { initSync } from \"./app.js\";\nfunction wrapAsyncCb(e) { console.error(e); }\n\
        const __chunk_4 = makeLoad(() => {\n\
        const src = fetch(new URL(\"./chunk_4.wasm\", import.meta.url));\n\
        }\n, []);\n\
        const __chunk_5 = makeLoad(() => {\n\
        const src = fetch(new URL(\"./chunk_5.wasm\", import.meta.url));\n\
        }\n, []);\n\
        export const load_a = wrapAsyncCb(makeLoad(() => {\n\
        const src = fetch(new URL(\"./split_a.wasm\", import.meta.url));\n\
        }\n, [__chunk_4, __chunk_5]));\n";

    #[test]
    fn the_loader_is_part_of_the_script() {
        let merged = merged(SCRIPT, LOADER, "split.js", "app-12").expect("known scripts");
        assert_eq!(
            merged,
            "import * as other from \"./a.js\"\nuse(import1);\n\
             function wrapAsyncCb(e) { console.warn(e); import(\"./outdated.js\").then((script) => script.default()).catch(console.warn); }\n\
             const shared = makeLoad(() => {\n\
             const src = fetchPart(\"./app-12_shared.wasm\", \"integrity of shared\");\n\
             }\n, []);\n\
             const load_a = wrapAsyncCb(makeLoad(() => {\n\
             const src = fetchPart(\"./app-12_a.wasm\", \"integrity of a\");\n\
             }\n, [shared]));\n\
             const requested = new Set();\n\
             function fetchPart(file, integrity) {\n    \
                 const cache = requested.has(file) ? \"reload\" : \"default\";\n    \
                 requested.add(file);\n    \
                 return fetch(new URL(file, import.meta.url), { integrity, cache });\n\
             }\n\
             const loader = { load_a };\nconst import1 = loader;\nconst import2 = loader;\n"
        );
    }

    #[test]
    fn unknown_scripts_are_refused() {
        assert!(merged("use(1);", LOADER, "split.js", "app").is_err());
        assert!(merged(SCRIPT, "export const a = 1;", "split.js", "app").is_err());
        assert!(merged(SCRIPT, &LOADER.replace("fetch(new URL", "fetch(new Request"), "split.js", "app").is_err());
        assert!(merged(SCRIPT, &LOADER.replace("console.error(e)", "report(e)"), "split.js", "app").is_err());
        assert!(merged(SCRIPT, &LOADER.replace(", import.meta.url", ""), "split.js", "app").is_err());
    }
}
