//! The rows of the table of pages that the chapter "Your pages" of the book shows. Both macros that read the table
//! compile them here. A test of the book compares these rows with the chapter.

use yew::prelude::*;
use yew_router::Routable;

use crate::routes::{Access, Link, define_routes};

/// The two pages of the chapter, without their content.
mod pages {
    pub mod notes {
        use yew::prelude::*;

        #[component]
        pub fn Notes() -> Html {
            html! {}
        }
    }

    pub mod note {
        use yew::prelude::*;

        #[derive(PartialEq, Properties)]
        pub struct Props {
            pub id: String,
        }

        #[component]
        pub fn Note(props: &Props) -> Html {
            html! { &props.id }
        }
    }
}

macro_rules! chapter_table {
    ($reader:ident) => {
        $reader! {
            /// The user's notes.
            Notes => {
                path: "/notes",
                title: "Notes",
                access: Access::SignedIn,
                link: Link::Page("Notes"),
                page: html! { <pages::notes::Notes /> },
            }
            /// One note.
            Note { id: String } => {
                path: "/notes/:id",
                title: "Note",
                access: Access::SignedIn,
                page: html! { <pages::note::Note id={id.clone()} /> },
            }
            /// Every other address.
            NotFound => {
                path: "/404",
                title: "Page not found",
                access: Access::Public,
                page: html! {},
            }
        }
    };
}

chapter_table!(define_routes);
chapter_table!(define_content);

#[test]
fn the_rows_of_the_chapter_make_two_pages_and_one_link() {
    let note = || Route::Note { id: "7".to_owned() };
    for (path, route, title) in [("/notes", Route::Notes, "Notes"), ("/notes/7", note(), "Note")] {
        assert_eq!(Route::recognize(path), Some(route.clone()), "{path}");
        assert_eq!(route.to_path(), path);
        assert_eq!(route.title(), title);
        assert_eq!(route.access(), Access::SignedIn);
        assert!(matches!(content(&route), Html::VComp(_)), "{path} has no page");
        preload(&route);
    }
    let links: Vec<_> = Route::links().collect();
    assert!(matches!(links[..], [(Route::Notes, Link::Page("Notes"))]));
}
