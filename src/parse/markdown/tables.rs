//! Tables: what their columns hold, and the bars that end a cell within a reference.

use std::ops::Range;

use pulldown_cmark::BrokenLinkCallback;

use super::Stream;
use crate::diag::Code;

impl<'a, F: BrokenLinkCallback<'a>> Stream<'a, '_, F> {
    /// Every column says what it holds; the corner above the names of rows may stay empty.
    pub(super) fn table_head(&self, range: &Range<usize>) {
        let line = self.text[range.clone()].lines().next().unwrap_or("").trim_end();
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let is_blank = |(index, cell): (usize, &&str)| cell.is_empty() && (index > 0 || cells.len() == 1);
        if cells.iter().enumerate().any(is_blank) {
            let message = "a column of this table has no heading";
            let finding = self.finding(Code::UNLABELLED_TABLE, range.start..range.start + line.len(), message);
            self.report(finding.help("say in its first row what each column holds"));
        }
    }

    /// In a table, a bar that is not escaped ends the cell, also within a reference.
    pub(super) fn bars(&self, row: &Range<usize>) {
        let text = &self.text[row.clone()];
        let mut from = 0;
        while let Some(close) = text[from..].find("]]").map(|at| from + at) {
            let open = text[from..close].rfind("[[").map(|at| from + at);
            let bar = open.and_then(|open| Some((open, open + text[open..close].find('|')?)));
            if let Some((open, bar)) = bar.filter(|(_, bar)| !text[..*bar].ends_with('\\')) {
                let written = &text[open..close + 2];
                let message = format!("the bar in `{written}` ends the cell of the table, so this is no reference");
                let help = format!("write `{}\\{}`", &text[open..bar], &text[bar..close + 2]);
                let finding = self.finding(Code::UNKNOWN_REFERENCE, row.start + open..row.start + close + 2, message);
                self.report(finding.help(help));
            }
            from = close + 2;
        }
    }
}
