//! What the page holds after many visits and many calls, all in one page that is never loaded anew.
//! It must not know where the app keeps anything.

use serde::Serialize;
use serde_json::json;

use crate::devtools::Held;
use crate::setting::Setting;

/// Looks are this many visits apart, and this many calls.
const STEP: (usize, usize) = (100, 1000);

/// How many looks there are after each, besides the one before everything.
const LOOKS: (usize, usize) = (5, 10);

/// What the page held after so many visits and calls.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Look {
    /// Boards visited so far.
    pub visits: usize,
    /// Calls sent in bursts so far.
    pub calls: usize,
    /// What it held.
    #[serde(flatten)]
    pub held: Held,
}

/// Visits boards through the navigation, then sends bursts, each of which finds its token expired.
pub async fn measure(setting: &Setting) -> Vec<Look> {
    let pages = json!([
        ["Home", "Public Content."],
        ["User", "User Content."],
        ["Moderator Board", "Moderator Board."],
        ["Admin Board", "Admin Board."],
    ]);
    let mut looks = Vec::new();
    for look in 0..=LOOKS.0 {
        if look > 0 {
            println!("Memory: {} visits …", look * STEP.0);
            setting.run("visit", &[json!(STEP.0), pages.clone()]).await;
        }
        looks.push(Look { visits: look * STEP.0, calls: 0, held: setting.devtools().held().await });
    }
    setting.page().click("Activity").await;
    setting.page().sees_control("Send burst").await;
    for look in 1..=LOOKS.1 {
        println!("Memory: {} calls …", look * STEP.1);
        setting.expire();
        setting.run("burst", &[json!(STEP.1)]).await;
        setting.asked();
        let held = setting.devtools().held().await;
        looks.push(Look { visits: LOOKS.0 * STEP.0, calls: look * STEP.1, held });
    }
    looks
}
