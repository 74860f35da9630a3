//! Tests the configurations for hosting services, which cannot run on a developer's machine. nginx and Caddy can run
//! there, so their tests are in `crates/xtask/tests/hosting`, and start the real programs.

use super::*;
use serde_json::Value;
use tempfile::TempDir;

const PAGE: &str =
    "<!doctype html><html><head><meta charset=\"utf-8\"><script src=\"theme.js\"></script></head></html>";

/// The paths at which the releases of these tests are served.
const PATHS: [&str; 2] = ["/", "/portal/"];

/// A file of the release whose name has a hash.
const HASHED: &str = "evergreen-1.js";

/// Writes a release that is served at `path` and calls the API at `api`. Then writes the configuration of the host.
/// Returns two values: the site folder, and the note for the person.
fn configured(host: WebHost, path: &str, api: &str) -> (TempDir, String) {
    configured_for(host, path, Some(&api.parse().expect("an API base")))
}

/// Like [`configured`]. With `None`, the release is a demo.
fn configured_for(host: WebHost, path: &str, api_base: Option<&ApiBase>) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let public_url = path.parse().expect("a path");
    let release = release_in(folder.path(), &public_url);
    fs::create_dir_all(&release).expect("a folder");
    write_file(&release.join(HASHED), "1").expect("written");
    let headers = fs::read_to_string(crate::project::root().join("static/_headers")).expect("the header file");
    write_file(&release.join("_headers"), &release::headers_below(&public_url, &headers)).expect("written");
    for page in ["index.html", "404.html"] {
        write_file(&release.join(page), &PAGE.replace("</head>", &"<!-- long -->".repeat(100))).expect("written");
        release::write_copies_of(&release.join(page)).expect("written");
    }
    let (file, note) =
        write(host, &Site { folder: folder.path(), public_url: &public_url, api_base }).expect("written");
    assert!(file.is_file(), "{}", file.display());
    // At `/`, the site folder is the folder of the release, and two services read a header file there.
    let reads = path == "/" && matches!(host, WebHost::Netlify | WebHost::Cloudflare);
    assert_eq!(release.join("_headers").exists(), reads, "another host would send the header file to visitors");
    (folder, note)
}

fn read(folder: &TempDir, file: &str) -> String {
    fs::read_to_string(folder.path().join(file)).expect("a file of the site")
}

#[test]
fn netlify_finds_headers_and_pages_at_the_root_of_the_site() {
    for path in PATHS {
        let (folder, note) = configured(WebHost::Netlify, path, "/api");
        assert!(note.contains("/api/"), "{note}");
        let expected = format!(
            "# /api/* https://YOUR-SERVER/api/:splat 200!\n{path}evergreen-* {path}404.html 404\n\
             {path}base-* {path}404.html 404\n{path}icon-* {path}404.html 404\n{path}* {path}index.html 200\n"
        );
        assert_eq!(read(&folder, "_redirects"), expected);
        let rules = Rules::parse(&read(&folder, "_headers")).expect("a good header file");
        let headers = rules.headers(&format!("{path}{HASHED}"));
        assert_eq!(headers["strict-transport-security"], "max-age=31536000");
        assert!(headers.contains_key("content-security-policy"));
    }
}

#[test]
fn browsers_may_keep_only_files_that_exist() {
    const KEEP: &str = "public, max-age=31536000, immutable";
    for path in PATHS {
        for host in [WebHost::Netlify, WebHost::Cloudflare] {
            let (folder, _) = configured(host, path, "https://api.example.org/api");
            let rules = Rules::parse(&read(&folder, "_headers")).expect("a good header file");
            let cache = |name: &str| rules.headers(&format!("{path}{name}")).remove("cache-control");
            assert_eq!(cache(HASHED).expect("a rule"), KEEP);
            assert_eq!(cache("index.html").expect("a rule"), "no-cache");
            assert_eq!(cache("evergreen-0.js"), None, "a file that is missing");
        }
        let (folder, _) = configured(WebHost::Vercel, path, "https://api.example.org/api");
        let config: Value = serde_json::from_str(&read(&folder, "vercel.json")).expect("JSON");
        let kept = config["headers"].as_array().expect("rules").iter().filter(|rule| rule.to_string().contains(KEEP));
        assert_eq!(kept.map(|rule| rule["source"].clone()).collect::<Vec<_>>(), [format!("{path}{HASHED}")]);
    }
}

#[test]
fn a_demo_has_no_calls_for_the_host_to_pass_on() {
    let (folder, note) = configured_for(WebHost::Netlify, "/portal/", None);
    assert!(!note.contains("pass"), "{note}");
    let redirects = read(&folder, "_redirects");
    assert!(!redirects.contains("YOUR-SERVER") && redirects.contains("/portal/* /portal/index.html"), "{redirects}");
}

#[test]
fn cloudflare_needs_no_rule_for_pages_because_it_sends_404_html() {
    for path in PATHS {
        let (folder, note) = configured(WebHost::Cloudflare, path, "https://api.example.org/api");
        assert!(!note.contains("/api/"), "{note}");
        assert!(!folder.path().join("_redirects").exists());
        let rules = Rules::parse(&read(&folder, "_headers")).expect("a good header file");
        assert_eq!(rules.headers(&format!("{path}profile"))["strict-transport-security"], "max-age=31536000");
    }
}

#[test]
fn vercel_gets_every_header_and_rewrites_only_pages() {
    for path in PATHS {
        let (folder, _) = configured(WebHost::Vercel, path, "/api");
        let config: Value = serde_json::from_str(&read(&folder, "vercel.json")).expect("JSON");
        let everywhere = &config["headers"][0];
        assert_eq!(everywhere["source"], format!("{path}(.*)"));
        let keys: Vec<_> =
            everywhere["headers"].as_array().expect("headers").iter().map(|header| &header["key"]).collect();
        for key in ["content-security-policy", "referrer-policy", "Strict-Transport-Security", "Cache-Control"] {
            assert!(keys.iter().any(|other| **other == key), "{key} is missing in {keys:?}");
        }
        assert_eq!(config["rewrites"][0]["source"], format!(r"{path}((?!.*\.[^/]*$).*)"));
        assert_eq!(config["rewrites"][0]["destination"], format!("{path}index.html"));
    }
}

#[test]
fn github_pages_gets_the_policy_in_both_pages_and_in_their_copies() {
    for page in PATHS.iter().flat_map(|path| ["index.html", "404.html"].map(|name| format!("{path}{name}"))) {
        let (path, _) = page.rsplit_once('/').expect("a path");
        let (folder, note) = configured(WebHost::GithubPages, &format!("{path}/"), "/api");
        assert!(note.contains("sends no headers"), "{note}");
        let page = page.trim_start_matches('/');
        let html = read(&folder, page);
        let policy = html.find("http-equiv=\"Content-Security-Policy\"").expect("a policy");
        assert!(policy < html.find("<script").expect("a script"), "{html}");
        assert!(html.contains("script-src 'self'") && !html.contains("frame-ancestors"), "{html}");
        let copy = fs::read(folder.path().join(format!("{page}.gz"))).expect("the copy");
        assert_eq!(copy, crate::encoding::gzip(html.as_bytes()));
        assert!(folder.path().join(".nojekyll").is_file());
    }
}
