//! Shortens the names of the functions with which the wasm, its parts and the script call each other. wasm-bindgen
//! and rustc write the full name of each such function, with a hash, into the wasm and the script.

use anyhow::{Context, Result, ensure};
use std::collections::HashMap;
use wasm_encoder::{
    ExportSection, ImportSection, Module, RawSection,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{Parser, Payload};

/// Returns the modules and the script with short names. A name that occurs in several of them gets the same short name
/// in all of them.
///
/// # Errors
/// If a module is not valid, or if the script already uses names like `$0`.
pub fn shorten(modules: &[Vec<u8>], script: &str) -> Result<(Vec<Vec<u8>>, String)> {
    let mut names = Names::default();
    let modules = modules.iter().map(|wasm| names.in_wasm(wasm).context("The wasm of the build is not valid."));
    let modules = modules.collect::<Result<_>>()?;
    Ok((modules, names.in_script(script)?))
}

/// The short name of each long name.
#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    /// Returns the short name for a generated name. Returns other names, such as `memory`, unchanged, because other code
    /// uses them.
    fn short(&mut self, name: &str) -> String {
        if !is_generated(name) {
            return name.to_owned();
        }
        let number = self.0.len();
        // No name that wasm-bindgen generates begins with a `$`, so a short name is never equal to such a name.
        self.0.entry(name.to_owned()).or_insert_with(|| format!("${number}")).clone()
    }

    fn in_wasm(&mut self, wasm: &[u8]) -> Result<Vec<u8>> {
        let mut module = Module::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(section) => {
                    let mut imports = ImportSection::new();
                    for import in section.into_imports() {
                        let import = import?;
                        let kind = RoundtripReencoder.entity_type(import.ty)?;
                        imports.import(import.module, &self.short(import.name), kind);
                    }
                    module.section(&imports);
                }
                Payload::ExportSection(section) => {
                    let mut exports = ExportSection::new();
                    for export in section {
                        let export = export?;
                        let kind = RoundtripReencoder.export_kind(export.kind)?;
                        exports.export(&self.short(export.name), kind, export.index);
                    }
                    module.section(&exports);
                }
                other => {
                    if let Some((id, range)) = other.as_section() {
                        let data = &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?];
                        module.section(&RawSection { id, data });
                    }
                }
            }
        }
        Ok(module.finish())
    }

    fn in_script(&self, script: &str) -> Result<String> {
        let taken = script.as_bytes().windows(2).any(|pair| pair[0] == b'$' && pair[1].is_ascii_digit());
        ensure!(
            !taken,
            "The script of the build already uses names like `$0`, so the short names would not be unique."
        );
        let mut renamed = String::with_capacity(script.len());
        let mut rest = script;
        while !rest.is_empty() {
            let end = rest.find(|c| !is_name_character(c)).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            renamed.push_str(self.0.get(name).map_or(name, String::as_str));
            let next = after.find(is_name_character).unwrap_or(after.len());
            renamed.push_str(&after[..next]);
            rest = &after[next..];
        }
        Ok(renamed)
    }
}

/// Returns whether a tool has generated the name. The names of wasm-bindgen contain `__`, and the symbols of rustc begin
/// with `_ZN`.
fn is_generated(name: &str) -> bool {
    name.contains("__") || name.starts_with("_ZN")
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, EntityType, ExportKind, Function, FunctionSection, TypeSection};

    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./app_bg.js", "__wbg_focus_0123456789abcdef", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        exports.export("main", ExportKind::Func, 1).export("invoke__h01234", ExportKind::Func, 1);
        exports.export("_ZN3app6invoke17h01234E", ExportKind::Func, 1);
        let mut body = Function::new([]);
        body.instructions().call(0).end();
        let mut code = CodeSection::new();
        code.function(&body);
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    fn names_in(wasm: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect("a good module") {
                Payload::ImportSection(section) => {
                    names.extend(section.into_imports().map(|import| import.expect("good").name.to_owned()));
                }
                Payload::ExportSection(section) => {
                    names.extend(section.into_iter().map(|export| export.expect("good").name.to_owned()));
                }
                _ => {}
            }
        }
        names
    }

    #[test]
    fn both_files_get_the_same_short_names_and_nothing_else_changes() {
        let script = "const i = {__wbg_focus_0123456789abcdef: (a) => `${a.focus()}`};\n\
                      function invoke__h01234() { wasm.invoke__h01234(); } wasm._ZN3app6invoke17h01234E(); wasm.main(); // __wbg_focus_0123456789abcdef_x ä";
        let (modules, script) = shorten(&[module(), module()], script).expect("good modules");
        let wasm = modules[0].clone();
        assert_eq!(names_in(&wasm), ["$0", "main", "$1", "$2"]);
        assert_eq!(modules[1], wasm);
        assert_eq!(
            script,
            "const i = {$0: (a) => `${a.focus()}`};\n\
             function $1() { wasm.$1(); } wasm.$2(); wasm.main(); // __wbg_focus_0123456789abcdef_x ä"
        );
        let (again, _) = shorten(std::slice::from_ref(&wasm), "").expect("a good module");
        assert_eq!(again, [wasm], "short names are not shortened again");
    }

    #[test]
    fn an_invalid_module_and_taken_names_are_refused() {
        assert!(shorten(&[b"<html>".to_vec()], "").is_err());
        assert!(shorten(&[module()], "const $0 = 1;").is_err());
    }
}
