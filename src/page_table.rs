//! The table of pages: for each page its address, its title, who may see it, its link in the navigation bar, and its
//! content.
//!
//! A new page is a file in `src/pages/`, its `mod` line there, and one row in this table:
//!
//! ```text
//! /// One report.
//! Report { id: String } => {
//!     path: "/reports/:id",
//!     title: "Report",
//!     access: Access::SignedIn,
//!     page: pages::report::page(id),
//! }
//! ```
//!
//! - The name is the variant of [`Route`](crate::routes::Route) with which other pages link to the new page.
//! - `path` is below the app's base. `:id` stands for one segment of the path that is not empty. Its value becomes the
//!   field `id` of the route. The type of the field may be any type that implements `FromStr` and `Display`. If a
//!   segment cannot be parsed as this type, the row does not match the address. If two rows match an address, the first
//!   row is taken.
//! - `title` is the title of the page. The app puts it into the title of the window. The page itself shows it as a
//!   heading. The title may be a literal, and so may the label of the link. The titles and labels of the app's own
//!   pages are in `src/texts/titles.rs`, for translators.
//! - `access` says who may see the page.
//! - `link` is the link in the navigation bar. A page without this line has no link. A page with a parameter cannot
//!   have a link. The links are in the order of the rows.
//! - `page` is an expression of the type `Html`. It can use the fields of the route, as references.
//! - `part` stands in place of `page` if the code of the page is loaded when the page is first opened. It names a row
//!   of `parts.rs`.
//!
//! The table is a macro because two modules read it: [`routes`](crate::routes) makes the addresses from it, and
//! [`app`](crate::app) makes the pages from it. Pages can link to each other by their routes, because routes do not
//! depend on pages.

/// Calls the macro `$reader` with all rows.
macro_rules! page_table {
    ($reader:ident) => {
        $reader! {
            /// Leads to [`Route::Home`].
            Root => {
                path: "/",
                title: titles::HOME,
                access: Access::Public,
                // This page is empty, because `components/page_change.rs` replaces it with the home page at once.
                page: html! {},
            }
            /// The home page, with a public text from the server.
            Home => {
                path: "/home",
                title: titles::HOME,
                access: Access::Public,
                link: Link::Page(titles::HOME),
                page: pages::home::page(),
            }
            /// The page with the server's text for every signed-in user.
            User => {
                path: "/user",
                title: titles::USER_BOARD,
                access: Access::SignedIn,
                link: Link::Page(titles::USER_BOARD_LINK),
                page: pages::user::page(),
            }
            /// The page with the server's text for moderators.
            Moderator => {
                path: "/mod",
                title: titles::MODERATOR_BOARD,
                access: Access::Role(Role::MODERATOR),
                link: Link::Page(titles::MODERATOR_BOARD_LINK),
                page: pages::moderator::page(),
            }
            /// The page with the server's text for administrators.
            Admin => {
                path: "/admin",
                title: titles::ADMIN_BOARD,
                access: Access::Role(Role::ADMIN),
                link: Link::Page(titles::ADMIN_BOARD_LINK),
                page: pages::admin::page(),
            }
            /// The page with the session timeline.
            #[cfg(feature = "activity")]
            Activity => {
                path: "/activity",
                title: titles::ACTIVITY,
                access: Access::Public,
                link: Link::Page(titles::ACTIVITY),
                part: parts::activity,
            }
            /// The profile of the signed-in user.
            Profile => {
                path: "/profile",
                title: titles::PROFILE,
                access: Access::SignedIn,
                link: Link::Username,
                part: parts::profile,
            }
            /// The list of the user's own sessions, where the server offers it.
            Sessions => {
                path: "/sessions",
                title: titles::SESSIONS,
                access: Access::SignedIn,
                part: parts::sessions,
            }
            /// The page with the sign-up form.
            Register => {
                path: "/register",
                title: titles::REGISTER,
                access: Access::Public,
                link: Link::SignedOut(titles::REGISTER_LINK),
                part: parts::register,
            }
            /// The page with the sign-in form.
            Login => {
                path: "/login",
                title: titles::LOGIN,
                access: Access::Public,
                link: Link::SignedOut(titles::LOGIN_LINK),
                page: html! { <pages::Login /> },
            }
            /// The page for every other address. The address bar keeps this other address.
            NotFound => {
                path: "/404",
                title: titles::NOT_FOUND,
                access: Access::Public,
                page: pages::not_found::page(),
            }
        }
    };
}

pub(crate) use page_table;
