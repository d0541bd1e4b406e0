//! Tables and trees for terminals: aligned by the width of what is shown, whatever its script.

use unicode_width::UnicodeWidthStr;

/// Text that sets no colour and moves no cursor, whatever an author wrote.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// How a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Start,
    /// Numbers.
    End,
}

/// Lines of cells under a head; the last column is not filled up.
pub fn table(columns: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = columns.iter().map(|(name, _)| name.to_string()).collect();
    let rows: Vec<Vec<String>> =
        std::iter::once(&head).chain(rows).map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (index, cell) in row.iter().enumerate() {
            let (gap, align) = (" ".repeat(widths[index] - cell.width()), columns[index].1);
            line.push_str(&if align == Align::End { format!("{gap}{cell}  ") } else { format!("{cell}{gap}  ") });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A line with lines below it.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The line.
    pub text: String,
    /// What hangs on it.
    pub below: Vec<Node>,
}

impl Node {
    /// A line.
    pub fn new(text: impl Into<String>) -> Self {
        Node { text: text.into(), below: Vec::new() }
    }

    /// With lines below it.
    pub fn with(mut self, below: impl IntoIterator<Item = Node>) -> Self {
        self.below.extend(below);
        self
    }

    /// The tree as text.
    pub fn draw(&self) -> String {
        let mut text = clean(&self.text) + "\n";
        self.draw_below("", &mut text);
        text
    }

    fn draw_below(&self, before: &str, text: &mut String) {
        for (index, node) in self.below.iter().enumerate() {
            let (branch, rest) = if index + 1 == self.below.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            text.push_str(&format!("{before}{branch}{}\n", clean(&node.text)));
            node.draw_below(&format!("{before}{rest}"), text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_any_script() {
        let rows = [["Shuşa", "1", "x"], ["吉尔吉斯", "20", "y"], ["Ցուշի", "3", ""]].map(|row| row.map(str::to_string).to_vec());
        let text = table(&[("name", Align::Start), ("n", Align::End), ("", Align::Start)], &rows);
        assert_eq!(text, "name       n\nShuşa      1  x\n吉尔吉斯  20  y\nՑուշի      3\n");
    }

    #[test]
    fn a_title_cannot_speak_to_the_terminal() {
        assert_eq!(Node::new("a\u{1b}[31mb\nc").draw(), "a [31mb c\n");
    }

    #[test]
    fn a_tree_shows_what_hangs_on_what() {
        let tree = Node::new("a").with([Node::new("b").with([Node::new("c")]), Node::new("d").with([Node::new("e")])]);
        assert_eq!(tree.draw(), "a\n├─ b\n│  └─ c\n└─ d\n   └─ e\n");
    }
}
