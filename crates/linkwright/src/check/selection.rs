//! Which kinds of findings are reported.

use clap::builder::PossibleValuesParser;
use linkwright_project::OTHER_CODES;
use linkwright_settings::DiagnosticCode;

/// The codes that are reported.
#[derive(clap::Args)]
pub(super) struct Selection {
    /// Report only these codes, also those that the settings turn off.
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = codes())]
    #[arg(hide_possible_values = true)]
    select: Vec<String>,

    /// Do not report these codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = codes())]
    #[arg(hide_possible_values = true)]
    ignore: Vec<String>,
}

/// The names of all codes, in the order in which they are listed everywhere.
fn codes() -> PossibleValuesParser {
    let diagnostics = DiagnosticCode::ALL.iter().map(|code| code.name());
    PossibleValuesParser::new(diagnostics.chain(OTHER_CODES))
}

impl Selection {
    /// Whether `--select` is given.
    pub(super) fn is_selecting(&self) -> bool {
        !self.select.is_empty()
    }

    /// The diagnostics that `--select` names.
    pub(super) fn selected(&self) -> impl Iterator<Item = DiagnosticCode> {
        let is_selected = |code: &&DiagnosticCode| self.select.iter().any(|it| it == code.name());
        DiagnosticCode::ALL.iter().filter(is_selected).copied()
    }

    /// Whether findings with this code are reported.
    pub(super) fn contains(&self, code: &str) -> bool {
        let lists = |list: &[String]| list.iter().any(|it| it == code);
        (!self.is_selecting() || lists(&self.select)) && !lists(&self.ignore)
    }
}
