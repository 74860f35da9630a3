//! What the page has ended so far.

use std::rc::Rc;

use yew::prelude::*;

/// What this page has ended. The list of the server may be older, so the ended sessions are not shown any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ended {
    /// The ids of the ended sessions.
    pub ids: Vec<String>,
    /// Says what was ended last.
    pub message: Option<AttrValue>,
    /// The position in the list of what was ended last.
    pub place: usize,
    /// How often something was ended.
    pub times: u32,
}

impl Reducible for Ended {
    type Action = Ended;

    /// Adds what was ended now.
    fn reduce(self: Rc<Self>, now: Ended) -> Rc<Self> {
        let ids = self.ids.iter().cloned().chain(now.ids).collect();
        Rc::new(Ended { ids, times: self.times.wrapping_add(1), ..now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_sessions_are_added_and_the_last_message_counts() {
        let now =
            |id: &str, place| Ended { ids: vec![id.to_owned()], message: Some(id.to_owned().into()), place, times: 0 };
        let both = Rc::new(Ended::default()).reduce(now("a", 2)).reduce(now("b", 1));
        let ids = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(*both, Ended { ids, message: Some("b".into()), place: 1, times: 2 });
    }
}
