//! A call and its answer, kept for what is judged over all of them.
//! It must not know who asked, nor with which cookies.

use super::answer::Answer;

/// A call that was answered.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Method and path below the API base, such as `GET /test/user`.
    pub call: String,
    /// What came.
    pub answer: Answer,
    /// Whether such an answer is meant for one person.
    pub private: bool,
}
