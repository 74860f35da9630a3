//! The macro that makes the type `Route` from the rows of a table of pages.

/// Defines the enum `Route` and the methods of this enum. Each row of the table becomes one variant. The row `NotFound`
/// is required: it is the route of every address that no row matches.
macro_rules! define_routes {
    ($(
        $(#[doc = $doc:literal])+
        $(#[cfg($cfg:meta)])?
        $name:ident $({ $($field:ident: $type:ty),+ })? => {
            path: $path:literal,
            title: $title:expr,
            access: $access:expr,
            $(link: $link:expr,)?
            $(page: $page:expr,)?
            $(part: $part:expr,)?
        }
    )+) => {
        /// An address of the app.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Route {
            $(
                $(#[doc = $doc])+
                $(#[cfg($cfg)])?
                $name $({
                    $(
                        #[doc = concat!("The segment `:", stringify!($field), "` of the path.")]
                        $field: $type,
                    )+
                })?,
            )+
        }

        impl Route {
            const PATHS: &[&str] = &[ $( $(#[cfg($cfg)])? $path, )+ ];

            /// One array for each row of the table. The array contains the link of the row, or is empty if the row has
            /// no link.
            const LINKS: &[&[(Route, $crate::routes::Link)]] = &[
                $( $(#[cfg($cfg)])? &[ $( (Route::$name {}, $link) )? ], )+
            ];

            /// The pages with a link in the navigation bar, in the order of the links.
            pub fn links() -> impl Iterator<Item = &'static (Route, $crate::routes::Link)> {
                Self::LINKS.iter().copied().flatten()
            }

            /// Returns who may see the page. The server makes the real decision. With this value, the app hides links,
            /// and avoids requests that the server would refuse.
            pub fn access(&self) -> $crate::routes::Access {
                match self {
                    $( $(#[cfg($cfg)])? Route::$name { .. } => $access, )+
                }
            }

            /// Returns the title of the page, which is shown in the title of the window and as a heading.
            pub fn title(&self) -> &'static str {
                match self {
                    $( $(#[cfg($cfg)])? Route::$name { .. } => $title, )+
                }
            }

            /// Returns the route of the row whose path is `path`, such as `/reports/:id`. `_segment` takes the name of
            /// a parameter, and returns the decoded segment of the address at the position of this parameter. The route
            /// is `None` if no row has this path, or if a segment is missing or does not have the type of its field.
            fn of_row(path: &str, _segment: impl Fn(&str) -> Option<String>) -> Option<Self> {
                match path {
                    $(
                        $(#[cfg($cfg)])?
                        $path => Some(Route::$name {
                            $( $( $field: _segment(stringify!($field))?.parse().ok()?, )+ )?
                        }),
                    )+
                    _ => None,
                }
            }
        }

        $(
            const _: () = assert!(
                $crate::routes::pattern::has_parameters($path, &[ $( $( stringify!($field) ),+ )? ]),
                concat!("The parameters of ", $path, " are not the fields of ", stringify!($name), ", in their order."),
            );
        )+

        // `Routable` is not derived, because the derived implementation adds a path recognizer, which makes the program
        // larger.
        impl yew_router::Routable for Route {
            fn from_path(path: &str, parameters: &std::collections::HashMap<&str, &str>) -> Option<Self> {
                Route::of_row(path, |name| $crate::routes::pattern::decoded(parameters.get(name)?))
            }

            fn to_path(&self) -> String {
                match self {
                    $(
                        $(#[cfg($cfg)])?
                        Route::$name { $( $($field),+ )? } => $crate::routes::pattern::address(
                            $path,
                            &[ $( $( (stringify!($field), $field) ),+ )? ],
                        ),
                    )+
                }
            }

            fn routes() -> Vec<&'static str> {
                Self::PATHS.to_vec()
            }

            fn not_found_route() -> Option<Self> {
                Some(Route::NotFound)
            }

            fn recognize(address: &str) -> Option<Self> {
                let rows = Self::PATHS.iter().filter(|path| $crate::routes::pattern::matches(path, address));
                let mut routes = rows.filter_map(|path| {
                    Route::of_row(path, |name| $crate::routes::pattern::segment(path, address, name))
                });
                routes.next().or_else(Self::not_found_route)
            }
        }
    };
}

pub(crate) use define_routes;
