//! Tests of requests with a query, with a body, without a body, and with a file.

use std::io::Write;

use crate::test_system::{run, sign_in};

#[test]
fn a_list_is_loaded_with_a_query() {
    run(async |s, page| {
        sign_in(&page).await;
        page.fill("Search", "p & q").await;
        page.click("Find").await;
        // The page removes the old list before the server answers. So the test also waits for the answer.
        s.server.has_answered("GET /counters", 200, 2).await;
        page.no_longer_sees("apples").await;
        assert_eq!(s.server.last_query("GET /counters").as_deref(), Some("search=p+%26+q"));
        page.fill("Search", "pear").await;
        page.click("Find").await;
        page.sees("pears: 0").await;
        assert_eq!(s.server.count("GET /counters", 200), 3, "one request for each list");
    });
}

#[test]
fn counters_are_added_changed_and_removed() {
    run(async |s, page| {
        sign_in(&page).await;
        page.fill("New counter", "plums").await;
        page.click("Add").await;
        page.sees("plums: 0").await;
        page.click("Add 1 to plums").await;
        page.sees("plums: 1").await;
        page.click("Remove plums").await;
        page.no_longer_sees("plums").await;
        let count = |route, status| s.server.count(route, status);
        let counts = (count("POST /counters", 201), count("PATCH /counters/3", 204), count("DELETE /counters/3", 204));
        assert_eq!(counts, (1, 1, 1));
        assert!(page.role_text("alert").await.is_empty());
    });
}

#[test]
fn a_file_is_uploaded_again_after_a_refresh() {
    run(async |s, page| {
        sign_in(&page).await;
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all("grapes\nquinces".as_bytes()).expect("its content");
        page.fill("File", file.path().to_str().expect("a path in UTF-8")).await;
        s.server.expire_access_tokens();
        page.click("Import").await;
        page.sees("grapes: 0").await;
        page.sees("quinces: 0").await;
        let count = |status| s.server.count("POST /counters/import", status);
        assert_eq!((count(401), count(204), s.server.count("POST /token", 204)), (1, 1, 1));
    });
}
