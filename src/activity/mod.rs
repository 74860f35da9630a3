//! The session timeline: what this tab's calls waited for and came to, beside the refreshes, the bus and the other tabs.
//! It must not change anything: it hears what the core tells, and the app works the same without it.
//!
//! All of it, with its page and its link, is behind the Cargo feature `activity`.

mod burst;
mod burst_panel;
mod clock;
mod download;
mod episode;
mod follow;
mod journal;
mod lane;
mod picture;
mod saved;
mod session_card;
mod table;
mod timeline;
mod waterfall;
mod words;

pub use burst_panel::BurstPanel;
pub use follow::record;
pub use journal::Journal;
pub use session_card::SessionCard;
pub use timeline::Timeline;
