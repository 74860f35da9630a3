//! How a state is looked at: how wide, and in which colours.
//! It must not know who looks.

/// A width, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// A desktop's.
    Wide,
    /// A small telephone's.
    Narrow,
}

/// A width and a colour scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The width.
    pub width: Width,
    /// Whether the person likes it dark.
    pub dark: bool,
}

impl Width {
    /// Both.
    pub const ALL: &'static [Width] = &[Width::Wide, Width::Narrow];

    /// Width and height.
    pub fn size(self) -> (u32, u32) {
        match self {
            Width::Wide => (1280, 800),
            Width::Narrow => (360, 740),
        }
    }
}

impl View {
    /// What it is called in messages and file names, such as `light-1280`.
    pub fn name(self) -> String {
        format!("{}-{}", if self.dark { "dark" } else { "light" }, self.width.size().0)
    }
}
