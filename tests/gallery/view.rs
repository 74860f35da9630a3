//! The views of a state: width and colour scheme.

/// A width, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// The width of a desktop.
    Wide,
    /// The width of a small phone.
    Narrow,
}

/// A width and a colour scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The width.
    pub width: Width,
    /// Whether the colour scheme is dark.
    pub dark: bool,
}

impl Width {
    /// All widths.
    pub const ALL: &'static [Width] = &[Width::Wide, Width::Narrow];

    /// Returns the width and the height of the window, in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Width::Wide => (1280, 800),
            Width::Narrow => (360, 740),
        }
    }
}

impl View {
    /// Returns the name of the view in messages and file names, such as `light-1280`.
    pub fn name(self) -> String {
        format!("{}-{}", if self.dark { "dark" } else { "light" }, self.width.size().0)
    }
}
