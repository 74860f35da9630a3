//! HTTP requests and responses, which the core and an app's protocol use.

mod body;
mod method;
mod request;
mod response;

pub use body::Body;
pub use method::Method;
pub use request::HttpRequest;
pub use response::{NoResponse, Response};
