//! Compiles the server again when a file is added to the migrations. Cargo does not know that the macro
//! `sqlx::migrate!` reads this folder.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
