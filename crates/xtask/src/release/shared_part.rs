//! Merges all code that several parts share into one part. The splitter writes a file for each set of parts that share
//! code. Most of these files have only a few hundred bytes, and each of them would be a request of its own, with an
//! integrity value in the script of the program.

use anyhow::{Context, Result, bail, ensure};
use std::collections::HashMap;
use std::fmt;
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, EntityType, FunctionSection, ImportSection, Module,
    TypeSection,
    reencode::{Error, Reencode},
};
use wasmparser::{Parser, Payload, TypeRef};

/// Returns one module with all functions, elements and data of the modules.
///
/// # Errors
/// If a module is not valid, or if it has other contents than the shared code that the splitter writes. Such a module
/// imports only memories, tables and globals, and exports nothing: other modules call its functions through a table.
pub fn merge(modules: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut merged = Merged::default();
    for wasm in modules {
        merged.add(wasm).context("The shared code of the parts cannot be merged")?;
    }
    Ok(merged.finish())
}

#[derive(Default)]
struct Merged {
    types: TypeSection,
    imports: ImportSection,
    /// The index of each import among the imports of its kind, by its module and its name.
    imported: HashMap<(String, String), u32>,
    memories: u32,
    tables: u32,
    globals: u32,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
}

impl Merged {
    fn add(&mut self, wasm: &[u8]) -> Result<()> {
        let mut indexes = Indexes {
            types: self.types.len(),
            functions: self.functions.len(),
            elements: self.elements.len(),
            data: self.data.len(),
            ..Indexes::default()
        };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => indexes.parse_type_section(&mut self.types, section)?,
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let kind = indexes.entity_type(import.ty)?;
                        let index = self.import(import.module, import.name, kind)?;
                        match import.ty {
                            TypeRef::Memory(_) => indexes.memories.push(index),
                            TypeRef::Table(_) => indexes.tables.push(index),
                            _ => indexes.globals.push(index),
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    indexes.parse_function_section(&mut self.functions, section)?;
                }
                Payload::ElementSection(section) => indexes.parse_element_section(&mut self.elements, section)?,
                Payload::CodeSectionStart { range, .. } => {
                    let code = &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?];
                    let reader = wasmparser::BinaryReader::new(code, range.start);
                    indexes.parse_code_section(&mut self.code, wasmparser::CodeSectionReader::new(reader)?)?;
                }
                Payload::ExportSection(section) if section.count() == 0 => {}
                Payload::DataSection(section) => indexes.parse_data_section(&mut self.data, section)?,
                // The number of the data segments is computed anew, and custom sections are only for tools.
                Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionEntry(_)
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => bail!("the splitter has written an unexpected section: {other:?}"),
            }
        }
        ensure!(self.functions.len() == self.code.len(), "A function has no code.");
        Ok(())
    }

    /// Returns the index of an import among the imports of its kind. Adds the import if it is new.
    fn import(&mut self, module: &str, name: &str, kind: EntityType) -> Result<u32> {
        let key = (module.to_owned(), name.to_owned());
        if let Some(index) = self.imported.get(&key) {
            return Ok(*index);
        }
        let count = match kind {
            EntityType::Memory(_) => &mut self.memories,
            EntityType::Table(_) => &mut self.tables,
            EntityType::Global(_) => &mut self.globals,
            _ => bail!("The shared code imports `{name}`, which is no memory, table or global."),
        };
        let index = *count;
        *count += 1;
        self.imports.import(module, name, kind);
        self.imported.insert(key, index);
        Ok(index)
    }

    fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.elements);
        module.section(&DataCountSection { count: self.data.len() }).section(&self.code).section(&self.data);
        module.finish()
    }
}

/// Where the contents of one module are in the merged module: the number of types, functions, elements and data segments
/// before its own, and the new index of each of its imports.
#[derive(Default)]
struct Indexes {
    types: u32,
    functions: u32,
    elements: u32,
    data: u32,
    memories: Vec<u32>,
    tables: Vec<u32>,
    globals: Vec<u32>,
}

/// A module has a memory, a table or a global of its own.
#[derive(Debug)]
struct NotImported;

impl fmt::Display for NotImported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The shared code has a memory, a table or a global of its own.")
    }
}

impl std::error::Error for NotImported {}

type Index = Result<u32, Error<NotImported>>;

impl Indexes {
    fn imported(indexes: &[u32], index: u32) -> Index {
        let new = usize::try_from(index).ok().and_then(|index| indexes.get(index));
        new.copied().ok_or(Error::UserError(NotImported))
    }
}

impl Reencode for Indexes {
    type Error = NotImported;

    fn type_index(&mut self, index: u32) -> Index {
        Ok(self.types + index)
    }

    fn function_index(&mut self, index: u32) -> Index {
        Ok(self.functions + index)
    }

    fn element_index(&mut self, index: u32) -> Index {
        Ok(self.elements + index)
    }

    fn data_index(&mut self, index: u32) -> Index {
        Ok(self.data + index)
    }

    fn memory_index(&mut self, index: u32) -> Index {
        Self::imported(&self.memories, index)
    }

    fn table_index(&mut self, index: u32) -> Index {
        Self::imported(&self.tables, index)
    }

    fn global_index(&mut self, index: u32) -> Index {
        Self::imported(&self.globals, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, Elements, Function, GlobalType, MemoryType, RefType, TableType, ValType};
    use wasmparser::Operator;

    /// Returns a module with a function that calls itself. The table has the function at the index `slot`, and the memory
    /// has `text` at the address `slot`.
    fn module(slot: i32, text: &str, imports_a_global: bool) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32; 2], []);
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        let table =
            TableType { element_type: RefType::FUNCREF, minimum: 9, maximum: None, table64: false, shared: false };
        let mut imports = ImportSection::new();
        imports.import("split", "memory", memory).import("split", "table", table);
        if imports_a_global {
            imports.import("split", "stack", GlobalType { val_type: ValType::I32, mutable: true, shared: false });
        }
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions((&[0][..]).into()));
        let mut body = Function::new([]);
        body.instructions().i32_const(slot).i32_const(slot).call(0).end();
        let mut code = CodeSection::new();
        code.function(&body);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(slot), text.bytes());
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements).section(&code).section(&data);
        module.finish()
    }

    /// Returns the names of the imports, the type of each function, the functions that the code calls, and the
    /// functions in the table. Types and functions are given by their indexes.
    fn contents(wasm: &[u8]) -> (Vec<String>, Vec<u32>, Vec<u32>, Vec<u32>) {
        let (mut imports, mut types, mut calls, mut table) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect("a good module") {
                Payload::ImportSection(section) => {
                    imports.extend(section.into_imports().map(|import| import.expect("good").name.to_owned()));
                }
                Payload::FunctionSection(section) => types.extend(section.into_iter().map(|ty| ty.expect("good"))),
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().expect("good").into_iter();
                    calls.extend(operators.filter_map(|operator| match operator.expect("good") {
                        Operator::Call { function_index } => Some(function_index),
                        _ => None,
                    }));
                }
                Payload::ElementSection(section) => {
                    for element in section {
                        if let wasmparser::ElementItems::Functions(items) = element.expect("good").items {
                            table.extend(items.into_iter().map(|item| item.expect("good")));
                        }
                    }
                }
                _ => {}
            }
        }
        (imports, types, calls, table)
    }

    #[test]
    fn each_function_keeps_its_calls_and_its_place_in_the_table() {
        let merged = merge(&[module(3, "a", false), module(5, "b", true)]).expect("good modules");
        let imports = ["memory", "table", "stack"].map(str::to_owned).to_vec();
        assert_eq!(contents(&merged), (imports, vec![0, 1], vec![0, 1], vec![0, 1]));
    }

    #[test]
    fn other_modules_are_refused() {
        assert!(merge(&[b"<html>".to_vec()]).is_err());
        let mut exporting = Module::new();
        let mut exports = wasm_encoder::ExportSection::new();
        exports.export("a", wasm_encoder::ExportKind::Func, 0);
        exporting.section(&exports);
        assert!(merge(&[exporting.finish()]).is_err());
        let mut importing = Module::new();
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        imports.import("split", "a", EntityType::Function(0));
        importing.section(&types).section(&imports);
        assert!(merge(&[importing.finish()]).is_err());
    }
}
