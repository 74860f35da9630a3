//! HTTP requests and responses, as the core and an app's protocol see them.

mod body;
mod method;
mod request;
mod response;

pub use body::Body;
pub use method::Method;
pub use request::HttpRequest;
pub use response::{NoResponse, Response};
