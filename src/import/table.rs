//! A table as CSV: rows by the names of their columns, and where a cell stands in the file.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::diag::{Code, Diagnostic, Place, nearest};
use crate::import::{Imported, Input};

/// A table, read.
pub struct Table<'a> {
    input: &'a Input<'a>,
    separator: u8,
    columns: Vec<String>,
    rows: Vec<(usize, csv::StringRecord)>,
    /// Columns that a reader asked for; what is in the others is lost.
    asked: RefCell<BTreeSet<usize>>,
}

/// One row.
pub struct Row<'t> {
    table: &'t Table<'t>,
    start: usize,
    cells: &'t csv::StringRecord,
}

impl<'a> Table<'a> {
    /// Reads a table that must have some columns; without them it is another format, and a finding.
    pub fn read(input: &'a Input<'a>, needed: &[&str], imported: &mut Imported) -> Option<Self> {
        let header = input.text.lines().next().unwrap_or("");
        let count = |separator: char| header.matches(separator).count();
        let separator = match (count(','), count(';'), count('\t')) {
            (commas, semicolons, tabs) if tabs > commas && tabs > semicolons => b'\t',
            (commas, semicolons, _) if semicolons > commas => b';',
            _ => b',',
        };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(input.text.as_bytes());
        let mut table = Table { input, separator, columns: Vec::new(), rows: Vec::new(), asked: RefCell::default() };
        let mut record = csv::StringRecord::new();
        // Invariant: text in memory has no errors of reading, and is UTF-8; the loop ends with the text.
        while let Ok(true) = reader.read_record(&mut record) {
            let start = record.position().map_or(0, |position| position.byte() as usize);
            if table.columns.is_empty() {
                table.columns = record.iter().map(|name| name.trim().to_lowercase()).collect();
            } else {
                table.rows.push((start, record.clone()));
            }
        }
        let missing: Vec<&str> = needed.iter().copied().filter(|name| !table.columns.iter().any(|it| it == name)).collect();
        if missing.is_empty() {
            table.rows.retain(|(start, cells)| {
                let fits = cells.len() == table.columns.len();
                if !fits && cells.iter().any(|cell| !cell.trim().is_empty()) {
                    let place = Place::bytes(input.path, first_line(input.text, *start));
                    let message = format!("this row has {} cells, and the header {}", cells.len(), table.columns.len());
                    imported.find(Diagnostic::new(Code::WRONG_TYPE, place, message).help("the row is left out"));
                }
                fits
            });
            return Some(table);
        }
        for name in missing {
            let near = nearest(name, table.columns.iter().map(String::as_str));
            let help = near.map(|near| format!("there is a column `{near}`"));
            let message = format!("the column `{name}` is not there");
            let place = Place::bytes(input.path, first_line(input.text, 0));
            imported.find(Diagnostic::new(Code::MISSING_FIELD, place, message).maybe_help(help));
        }
        None
    }

    /// The rows in order.
    pub fn rows(&'a self) -> impl Iterator<Item = Row<'a>> {
        self.rows.iter().map(|(start, cells)| Row { table: self, start: *start, cells })
    }

    /// Notes what columns hold that nobody asked for.
    pub fn lose_rest(&self, imported: &mut Imported) {
        let asked = self.asked.borrow();
        for (index, name) in self.columns.iter().enumerate().filter(|(index, _)| !asked.contains(index)) {
            let held = self.rows.iter().filter(|(_, cells)| cells.get(index).is_some_and(|cell| !cell.trim().is_empty()));
            let count = held.count();
            if count > 0 {
                *imported.lost.entry(name.clone()).or_default() += count;
            }
        }
    }
}

impl Row<'_> {
    /// A cell, without the space around it; empty if there is no such column.
    pub fn get(&self, column: &str) -> &str {
        match self.table.columns.iter().position(|name| name == column) {
            Some(index) => {
                self.table.asked.borrow_mut().insert(index);
                self.cells.get(index).unwrap_or("").trim()
            }
            None => "",
        }
    }

    /// Where a cell stands; the row's first line if there is no such column.
    pub fn place(&self, column: &str) -> Place {
        let text = self.table.input.text;
        let range = match self.table.columns.iter().position(|name| name == column) {
            Some(index) => cell(text, self.start, index, self.table.separator),
            None => first_line(text, self.start),
        };
        Place::bytes(self.table.input.path, range)
    }

    /// A finding at a cell.
    pub fn finding(&self, code: Code, column: &str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(column), message)
    }

    /// A number, if the cell holds one; what is no number is a finding.
    pub fn number(&self, column: &str, imported: &mut Imported) -> Option<f64> {
        let text = self.get(column);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() && !text.is_empty() {
            let message = format!("`{text}` is not a number");
            imported.find(self.finding(Code::WRONG_TYPE, column, message).help("it is left out"));
        }
        number
    }

    /// Latitude and longitude, if the cells hold a place on Earth.
    pub fn coordinates(&self, imported: &mut Imported) -> Option<(f64, f64)> {
        let at = (self.number("latitude", imported)?, self.number("longitude", imported)?);
        let is_on_earth = at.0.abs() <= 90.0 && at.1.abs() <= 180.0;
        if !is_on_earth {
            let message = format!("{}, {} is no place on Earth", at.0, at.1);
            imported.find(self.finding(Code::WRONG_TYPE, "latitude", message).help("the coordinates are left out"));
        }
        is_on_earth.then_some(at)
    }
}

fn first_line(text: &str, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or("");
    let skipped = rest.len() - rest.trim_start_matches(['\r', '\n', '\u{feff}']).len();
    let line = rest[skipped..].lines().next().unwrap_or("");
    start + skipped..start + skipped + line.len()
}

/// The bytes of a cell, its quotes included: a quoted one may hold separators and line ends (RFC 4180).
fn cell(text: &str, start: usize, index: usize, separator: u8) -> Range<usize> {
    let mut at = first_line(text, start).start;
    let bytes = text.as_bytes();
    let mut from = at;
    let mut cells = 0;
    let mut quoted = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            byte if *byte == separator && !quoted => {
                if cells == index {
                    break;
                }
                cells += 1;
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    from..at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::SourcePath;

    #[test]
    fn cells_are_found_where_they_stand() {
        let path = SourcePath::new("a.csv");
        let text = "\u{feff}A,b\r\n\"x, \"\"y\"\"\nz\",1\r\n\r\nlast,två\r\nshort\r\n";
        let (input, mut imported) = (Input { path: &path, text }, Imported::default());
        let table = Table::read(&input, &["a", "b"], &mut imported).unwrap();
        let shown: Vec<(String, String)> = table
            .rows()
            .map(|row| {
                let Place::Bytes(_, start, end) = row.place("b") else { panic!("a range") };
                (row.get("a").to_string(), text[start as usize..end as usize].to_string())
            })
            .collect();
        let both = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(shown, [both("x, \"y\"\nz", "1"), both("last", "två")]);
        assert_eq!(imported.findings.len(), 1);
        assert_eq!(imported.findings[0].message, "this row has 1 cells, and the header 2");
        table.lose_rest(&mut imported);
        // Nobody asked for `b` by name: its place alone loses what it holds.
        assert_eq!(imported.lost.into_iter().collect::<Vec<_>>(), [("b".to_string(), 2)]);
    }

    #[test]
    fn a_table_of_another_format_says_what_it_lacks() {
        let path = SourcePath::new("a.csv");
        let (input, mut imported) = (Input { path: &path, text: "event_dat;b\n1;2\n" }, Imported::default());
        assert!(Table::read(&input, &["event_date"], &mut imported).is_none());
        assert_eq!(imported.findings[0].help.as_deref(), Some("there is a column `event_dat`"));
    }
}
