//! What happened to the session, as the bus told it while this was on the page.
//! It must not know what the events lead to elsewhere.

use stylist::css;
use yew::prelude::*;

use crate::bus::{Event, use_bus_events};
use crate::style::use_css;

/// How many lines are kept; the oldest go first.
const KEPT: usize = 50;

/// What [`Timeline`] takes.
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    /// The id of its heading.
    pub heading: AttrValue,
}

#[derive(Clone, PartialEq)]
struct Line {
    at: String,
    words: &'static str,
}

#[derive(Default, PartialEq)]
struct Lines(Vec<Line>);

impl Reducible for Lines {
    type Action = Line;

    fn reduce(self: std::rc::Rc<Self>, line: Line) -> std::rc::Rc<Self> {
        let newest_first = std::iter::once(line).chain(self.0.iter().cloned());
        Lines(newest_first.take(KEPT).collect()).into()
    }
}

/// The session's timeline, newest first.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let lines = use_reducer(Lines::default);
    let class = use_css(css!(
        r#"
        display: grid;
        gap: var(--space-3);

        & li {
            display: flex;
            gap: var(--space-4);
            padding-block: var(--space-1);
        }
        & time {
            color: var(--muted);
            font-variant-numeric: tabular-nums;
        }
        "#
    ));
    let add = lines.dispatcher();
    use_bus_events(Callback::from(move |event| {
        if let Some(words) = words(event) {
            add.dispatch(Line { at: clock(), words });
        }
    }));
    html! {
        <div {class}>
            <h2 id={props.heading.clone()}>{ "Timeline" }</h2>
            if lines.0.is_empty() {
                <p class="quiet">{ "Nothing has happened to the session since this page was opened." }</p>
            } else {
                <ol role="list">
                    { for lines.0.iter().map(|line| html! { <li><time>{ &line.at }</time><span>{ line.words }</span></li> }) }
                </ol>
            }
        </div>
    }
}

fn words(event: Event) -> Option<&'static str> {
    match event {
        Event::SignedIn => Some("Signed in"),
        Event::Renewed => Some("Session renewed"),
        Event::SignedOut => Some("Signed out"),
        Event::Ended => Some("Session ended by the server"),
        // Says only that the record may have changed, in another tab or while this one slept.
        Event::Changed => None,
    }
}

fn clock() -> String {
    let now = js_sys::Date::new_0();
    format!("{:02}:{:02}:{:02}", now.get_hours(), now.get_minutes(), now.get_seconds())
}
