//! Builds and runs the book's server in Spring Boot, if there are a JDK and Maven.

use super::example_server::ExampleServer;
use crate::{process, project, tools};
use anyhow::Result;

/// The oldest version of Java for Spring Boot 3.
const LEAST_JAVA: u32 = 17;

/// Checks the server. Returns the reason if it cannot run here, because there is no JDK or no Maven.
///
/// # Errors
/// If Maven cannot download a package or compile the server, if the server does not start, or if the result of the
/// checks is not what the chapter says.
pub async fn check() -> Result<Option<String>> {
    if let Some(reason) = absent().await {
        return Ok(Some(format!("the server in Spring Boot was not checked: {reason}")));
    }
    let folder = project::root().join("docs/examples/spring");
    println!("Building the server in Spring Boot (at first, Maven downloads its packages) …");
    let mut maven = tools::command("mvn");
    // A package whose checksum is wrong is refused.
    maven.args(["--batch-mode", "--quiet", "--strict-checksums", "package"]).current_dir(&folder);
    process::run(&mut maven).await?;
    let mut java = tools::command("java");
    java.args(["-jar", "target/server-1.jar"]).current_dir(&folder);
    ExampleServer::start("Spring Boot", &mut java).await?.check().await?;
    Ok(None)
}

/// Returns what is missing, and the remedy.
async fn absent() -> Option<String> {
    let remedy = "install it (Debian: the packages openjdk-17-jdk and maven)";
    let compiler = process::answer(tools::command("javac").arg("-version")).await;
    match compiler.as_deref().and_then(major) {
        None => return Some(format!("there is no JDK: {remedy}")),
        Some(version) if version < LEAST_JAVA => {
            return Some(format!("the JDK is too old ({version}): {LEAST_JAVA} or newer is needed"));
        }
        Some(_) => {}
    }
    let maven = process::answer(tools::command("mvn").arg("--version")).await;
    maven.is_none().then(|| format!("there is no Maven: {remedy}"))
}

/// Returns the first number of a version such as `javac 17.0.15`.
fn major(version: &str) -> Option<u32> {
    let (_, number) = version.trim().split_once(' ')?;
    number.split(|char: char| !char.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_a_compiler_is_read() {
        let versions = ["javac 17.0.15\n", "javac 21-ea", "javac 1.8.0_402", "", "javac"].map(major);
        assert_eq!(versions, [Some(17), Some(21), Some(1), None, None]);
    }
}
