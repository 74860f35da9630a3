//! The list of all states. Each file has the states of one page, or of pages that are alike. Add a state here for each
//! new page and for each new text that a page can show.

mod activity;
mod boards;
mod home;
mod layout;
mod login;
mod profile;
mod register;
mod session_end;
mod sessions;
mod start;

pub use activity::{group as activity, timeline};
pub use boards::group as boards;
pub use home::{expiry_announced, group as home};
pub use layout::{group as layout, storage_denied, without_locks};
pub use login::group as login;
pub use profile::group as profile;
pub use register::group as register;
pub use session_end::{end_announced, idle};
pub use sessions::group as sessions;
pub use start::{group as start, without_api_base};

use crate::fixture::Fixture;
use crate::state::{Group, State};
use crate::test_system::TestSystem;

fn standard(states: impl Into<Vec<State>>) -> Group {
    Group { fixture: Fixture::new(), states: states.into() }
}

/// Changes the session record in storage, and sends the page a storage event, as if another tab had written the record.
/// `change` is a script that changes the variable `record`.
async fn rewrite(s: &TestSystem, change: &str) {
    let script = format!(
        "let record = JSON.parse(localStorage.getItem(recordKey()));
        {change}
        localStorage.setItem(recordKey(), JSON.stringify(record));
        dispatchEvent(new StorageEvent('storage', {{ key: recordKey(), storageArea: localStorage }}));"
    );
    s.page().script(&script, vec![]).await;
}
