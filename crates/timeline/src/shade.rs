//! The shades of the waterfall.

/// What a shape of the waterfall stands for. A later shade is drawn over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shade {
    /// The time of a refresh, drawn behind the refresh and behind the requests that waited for it.
    Band,
    /// Waiting for the refresh.
    Refresh,
    /// Waiting for the first responses to the current token, or for the lock.
    Queue,
    /// Sent, and not answered yet.
    Sent,
    /// Answered with a 2xx.
    Good,
    /// Answered with 401.
    Refused,
    /// Answered with another status, or not at all.
    Bad,
    /// An event of the bus.
    Event,
    /// What another tab did.
    OtherTab,
}

impl Shade {
    /// All shades. The index of each shade is its number, `shade as usize`.
    pub(crate) const ALL: [Shade; 9] = [
        Shade::Band,
        Shade::Refresh,
        Shade::Queue,
        Shade::Sent,
        Shade::Good,
        Shade::Refused,
        Shade::Bad,
        Shade::Event,
        Shade::OtherTab,
    ];

    /// Returns the name for `data-shade`, which is also the class that gives a shape its colour (in `timeline.css`).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shade::Band => "band",
            Shade::Refresh => "refresh",
            Shade::Queue => "queue",
            Shade::Sent => "sent",
            Shade::Good => "good",
            Shade::Refused => "refused",
            Shade::Bad => "bad",
            Shade::Event => "event",
            Shade::OtherTab => "elsewhere",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shade_is_at_the_index_that_is_its_number() {
        assert!(Shade::ALL.iter().enumerate().all(|(index, shade)| *shade as usize == index));
    }
}
