//! Reads the parts of a Markdown file that the tests check.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The parts of a Markdown file.
#[derive(Default)]
pub struct Markdown {
    /// The targets of all links and pictures.
    pub links: Vec<String>,
    /// The anchors of all headings.
    pub anchors: Vec<String>,
    /// The text in single backticks.
    pub codes: Vec<String>,
    /// All blocks of code.
    pub blocks: Vec<Block>,
}

/// A block of code.
pub struct Block {
    /// The language, and what else is after the backticks, such as `rust,ignore`.
    pub info: String,
    pub text: String,
}

impl Markdown {
    pub fn parse(text: &str) -> Self {
        let mut found = Self::default();
        let (mut heading, mut block) = (None::<String>, None::<Block>);
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    found.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => found.anchors.extend(heading.take().map(|text| anchor(&text))),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => info.into_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    block = Some(Block { info, text: String::new() });
                }
                Event::End(TagEnd::CodeBlock) => found.blocks.extend(block.take()),
                Event::Text(text) => match (&mut block, &mut heading) {
                    (Some(block), _) => block.text += &text,
                    (None, Some(heading)) => *heading += &text,
                    (None, None) => {}
                },
                Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        *heading += &text;
                    }
                    found.codes.push(text.into_string());
                }
                _ => {}
            }
        }
        found
    }
}

/// Returns the anchor that mdBook and GitHub make from the text of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect::<String>().to_lowercase()
}
