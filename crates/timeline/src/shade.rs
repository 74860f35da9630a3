//! The shades of the shapes in the waterfall.

/// What a shape of the waterfall stands for. A shade that comes later in this list is drawn over the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shade {
    /// A refresh was running. A band is drawn in the row of the refresh, and in the rows of the requests that waited
    /// for the refresh.
    Band,
    /// The operation waited for the refresh.
    Refresh,
    /// The operation waited for the lock, or for the responses to the first requests with the current token. These
    /// responses show whether the server accepts the token.
    Queue,
    /// A request was sent, and is not answered yet.
    Sent,
    /// A request was answered with a 2xx status.
    Good,
    /// A request was answered with 401.
    Refused,
    /// A request was answered with a status that is neither 2xx nor 401, was not answered, or was cancelled.
    Bad,
    /// An event that the session library delivered to this tab.
    Event,
    /// A change that another tab made to the record.
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

    /// Returns the name of the shade. It is the value of the attribute `data-shade`, and the class to which
    /// `timeline.css` gives a colour.
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
