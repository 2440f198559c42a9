//! From text to statements. Escapes: MikroTik's manual, "Scripting", constant escape sequences.
use super::{
    ScriptError,
    statement::{Command, Comparison, Operand, Piece, Statement, Word},
};

const VERBS: &[&str] = &["add", "set", "remove", "move", "enable", "disable", "save"];

pub(super) fn script(text: &str) -> Result<Vec<Statement>, ScriptError> {
    let mut parser = Parser { text: text.as_bytes(), at: 0 };
    let statements = parser.statements()?;
    if parser.peek().is_some() { parser.fail("a closing brace too many") } else { Ok(statements) }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn line(&self) -> usize {
        self.text[..self.at.min(self.text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn fail<T>(&self, what: &str) -> Result<T, ScriptError> {
        Err(ScriptError::NotUnderstood { line: self.line(), what: what.to_owned() })
    }

    /// Spaces, and line ends behind a backslash.
    fn spaces(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.text.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                _ => return,
            }
        }
    }

    /// Everything between two statements.
    fn gaps(&mut self) {
        loop {
            self.spaces();
            match self.peek() {
                Some(b'\n' | b';') => self.at += 1,
                Some(b'#') => {
                    while self.peek().is_some_and(|byte| byte != b'\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn ends(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b';' | b'}'))
    }

    fn statements(&mut self) -> Result<Vec<Statement>, ScriptError> {
        let mut found = Vec::new();
        loop {
            self.gaps();
            match self.peek() {
                None | Some(b'}') => return Ok(found),
                Some(b':') => found.push(self.colon()?),
                Some(b'/') => found.push(Statement::Menu(self.menu()?)),
                Some(_) => return self.fail("a statement begins with / or :"),
            }
        }
    }

    fn name(&mut self) -> String {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.text[from..self.at]).into_owned()
    }

    fn colon(&mut self) -> Result<Statement, ScriptError> {
        self.at += 1;
        let name = self.name();
        self.spaces();
        match name.as_str() {
            "local" | "global" | "set" => {
                let variable = self.name();
                self.spaces();
                let value = if self.ends() { None } else { Some(self.word()?) };
                Ok(match name.as_str() {
                    "local" => Statement::Local { name: variable, value: value.unwrap_or_default() },
                    "global" => Statement::Global { name: variable, value },
                    _ => Statement::Set { name: variable, value: value.unwrap_or_default() },
                })
            }
            "error" => Ok(Statement::Error(self.word()?)),
            "delay" => Ok(Statement::Delay(self.word()?)),
            "put" => self.word().map(|_| Statement::Nothing),
            "log" => {
                let level = self.name();
                self.spaces();
                Ok(Statement::Log { level, message: self.word()? })
            }
            "if" => self.condition(),
            "do" => {
                let body = self.braces()?;
                let rescue = self.named_block("on-error")?;
                rescue.map_or_else(|| self.fail(":do without on-error"), |rescue| Ok(Statement::Try { body, rescue }))
            }
            other => self.fail(&format!(":{other}")),
        }
    }

    fn condition(&mut self) -> Result<Statement, ScriptError> {
        self.expect(b'(')?;
        let left = self.operand()?;
        let comparison = match self.peek() {
            Some(b'=') => Comparison::Equal,
            Some(b'!') => Comparison::Different,
            Some(b'<') => Comparison::Less,
            Some(b'>') => Comparison::Greater,
            _ => return self.fail("only =, !=, < and > can be compared"),
        };
        self.at += 1;
        if comparison == Comparison::Different {
            self.expect(b'=')?;
        }
        self.spaces();
        let right = self.operand()?;
        self.expect(b')')?;
        let Some(then) = self.named_block("do")? else { return self.fail(":if without do") };
        let otherwise = self.named_block("else")?.unwrap_or_default();
        Ok(Statement::If { left, comparison, right, then, otherwise })
    }

    fn operand(&mut self) -> Result<Operand, ScriptError> {
        self.spaces();
        let operand = match (self.peek(), self.text.get(self.at + 1)) {
            (Some(b'['), Some(b'/')) => self.get()?,
            (Some(b'['), _) => self.count()?,
            _ => Operand::Word(self.word()?),
        };
        self.spaces();
        Ok(operand)
    }

    /// `[:len [/menu find …]]`
    fn count(&mut self) -> Result<Operand, ScriptError> {
        let line = self.line();
        self.expect(b'[')?;
        self.expect(b':')?;
        if self.name() != "len" {
            return self.fail("only [:len [/menu find …]] can be compared");
        }
        self.spaces();
        self.expect(b'[')?;
        let path = self.menu_of("find")?;
        let find = self.terms()?;
        self.spaces();
        self.expect(b']')?;
        Ok(Operand::Count { line, path, find })
    }

    /// `[/menu get property]`
    fn get(&mut self) -> Result<Operand, ScriptError> {
        let line = self.line();
        self.expect(b'[')?;
        let path = self.menu_of("get")?;
        self.spaces();
        let name = self.name();
        if name.is_empty() {
            return self.fail("a get without a property");
        }
        self.spaces();
        self.expect(b']')?;
        Ok(Operand::Get { line, path, name })
    }

    /// The words of a menu up to this command.
    fn menu_of(&mut self, command: &str) -> Result<String, ScriptError> {
        if self.peek() != Some(b'/') {
            return self.fail(&format!("a {command} without its menu"));
        }
        let mut path = String::new();
        loop {
            self.spaces();
            if self.peek() == Some(b'/') {
                self.at += 1;
            }
            match self.name() {
                word if word == command => return Ok(path),
                word if word.is_empty() => return self.fail(&format!("a {command} without its menu")),
                word => path = format!("{path}/{word}"),
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), ScriptError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        self.fail(&format!("{} is missing", char::from(byte)))
    }

    fn braces(&mut self) -> Result<Vec<Statement>, ScriptError> {
        self.expect(b'{')?;
        let body = self.statements()?;
        self.expect(b'}')?;
        Ok(body)
    }

    /// `name={ … }`, if it comes next.
    fn named_block(&mut self, name: &str) -> Result<Option<Vec<Statement>>, ScriptError> {
        self.spaces();
        if !self.text[self.at..].starts_with(name.as_bytes()) || self.text.get(self.at + name.len()) != Some(&b'=') {
            return Ok(None);
        }
        self.at += name.len() + 1;
        self.braces().map(Some)
    }

    fn menu(&mut self) -> Result<Command, ScriptError> {
        let line = self.line();
        let mut path = String::new();
        let verb = loop {
            self.spaces();
            if self.peek() == Some(b'/') {
                self.at += 1;
            }
            let word = self.name();
            if word.is_empty() {
                return self.fail("a command without a verb");
            }
            // `set` is a verb; no menu is called so.
            if VERBS.contains(&word.as_str()) {
                break word;
            }
            path = format!("{path}/{word}");
        };
        let mut command = Command { line, path, verb, targets: Vec::new(), place_before: None, properties: Vec::new() };
        loop {
            self.spaces();
            if self.ends() {
                return Ok(command);
            }
            if self.peek() == Some(b'[') {
                command.targets.push(self.find()?);
                continue;
            }
            let name = self.name();
            if name.is_empty() {
                return self.fail("a property without a name");
            }
            self.expect(b'=')?;
            if self.peek() == Some(b'[') {
                if name != "place-before" {
                    return self.fail("a [find] as a value");
                }
                command.place_before = Some(self.find()?);
            } else {
                let value = if self.ends() || self.peek() == Some(b' ') { Word::new() } else { self.word()? };
                command.properties.push((name, value));
            }
        }
    }

    fn find(&mut self) -> Result<Vec<(String, Word)>, ScriptError> {
        self.expect(b'[')?;
        if self.name() != "find" {
            return self.fail("only [find …]");
        }
        self.terms()
    }

    /// What has to hold, up to the closing bracket.
    fn terms(&mut self) -> Result<Vec<(String, Word)>, ScriptError> {
        let mut terms = Vec::new();
        loop {
            self.spaces();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(terms);
            }
            let name = self.name();
            if name == "where" || name == "and" {
                continue;
            }
            if name.is_empty() {
                return self.fail("a term of [find] without a name");
            }
            self.expect(b'=')?;
            terms.push((name, self.word()?));
        }
    }

    fn word(&mut self) -> Result<Word, ScriptError> {
        match self.peek() {
            Some(b'"') => self.quoted(),
            Some(b'$') => {
                self.at += 1;
                Ok(vec![Piece::Variable(self.variable()?)])
            }
            _ => {
                let from = self.at;
                while self.peek().is_some_and(|byte| !b" \t\r\n;\"[](){}$\\=#?<>&|'`~^".contains(&byte)) {
                    self.at += 1;
                }
                if from == self.at {
                    return self.fail("a value");
                }
                Ok(vec![Piece::Text(String::from_utf8_lossy(&self.text[from..self.at]).into_owned())])
            }
        }
    }

    fn quoted(&mut self) -> Result<Word, ScriptError> {
        self.at += 1;
        let (mut word, mut bytes) = (Word::new(), Vec::new());
        loop {
            let Some(byte) = self.peek() else { return self.fail("a text without its closing quote") };
            self.at += 1;
            match byte {
                b'"' => {
                    word.push(Piece::Text(String::from_utf8_lossy(&bytes).into_owned()));
                    return Ok(word);
                }
                b'$' => {
                    word.push(Piece::Text(String::from_utf8_lossy(&std::mem::take(&mut bytes)).into_owned()));
                    word.push(Piece::Variable(self.variable()?));
                }
                b'\\' => bytes.push(self.escape()?),
                other => bytes.push(other),
            }
        }
    }

    /// Letters and digits: anything else ends a variable's name.
    fn variable(&mut self) -> Result<String, ScriptError> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        if from == self.at {
            return self.fail("a dollar sign without a name");
        }
        Ok(String::from_utf8_lossy(&self.text[from..self.at]).into_owned())
    }

    fn escape(&mut self) -> Result<u8, ScriptError> {
        let Some(byte) = self.peek() else { return self.fail("an escape at the end") };
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'$' | b'?' => byte,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'_' => b' ',
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'v' => 11,
            _ => {
                let digits =
                    self.text.get(self.at - 1..self.at + 1).and_then(|digits| std::str::from_utf8(digits).ok());
                let upper = digits.filter(|digits| !digits.bytes().any(|digit| digit.is_ascii_lowercase()));
                match upper.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(value) => {
                        self.at += 1;
                        value
                    }
                    None => return self.fail("an escape that RouterOS does not have"),
                }
            }
        })
    }
}
