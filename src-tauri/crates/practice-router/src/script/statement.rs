//! What a script is made of.

/// A value: literal text and variables side by side.
pub(super) type Word = Vec<Piece>;

#[derive(Debug, Clone)]
pub(super) enum Piece {
    Text(String),
    Variable(String),
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    Word(Word),
    /// `[:len [/menu find …]]`
    Count {
        line: usize,
        path: String,
        find: Vec<(String, Word)>,
    },
    /// `[/menu get property]`
    Get {
        line: usize,
        path: String,
        name: String,
    },
}

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Different,
    Less,
    Greater,
}

#[derive(Debug, Clone)]
pub(super) enum Statement {
    Menu(Command),
    Local {
        name: String,
        value: Word,
    },
    /// Without a value it only says that the name is the global one.
    Global {
        name: String,
        value: Option<Word>,
    },
    Set {
        name: String,
        value: Word,
    },
    If {
        left: Operand,
        comparison: Comparison,
        right: Operand,
        then: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
    Try {
        body: Vec<Statement>,
        rescue: Vec<Statement>,
    },
    Error(Word),
    Delay(Word),
    Log {
        level: String,
        message: Word,
    },
    Nothing,
}

#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) line: usize,
    pub(super) path: String,
    pub(super) verb: String,
    pub(super) targets: Vec<Vec<(String, Word)>>,
    pub(super) place_before: Option<Vec<(String, Word)>>,
    pub(super) properties: Vec<(String, Word)>,
}
