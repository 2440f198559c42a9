//! A question about a menu: which properties, of which records.
use routeros::render::api::Word;

/// A `print`, with `.proplist` and queries. Queries are put on a stack in the order of the calls;
/// without an operator all of them must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    path: String,
    properties: Vec<String>,
    queries: Vec<String>,
}

impl Print {
    /// All of a menu, such as `/ip/address`.
    pub fn of(path: &str) -> Self {
        Self { path: path.to_owned(), properties: Vec::new(), queries: Vec::new() }
    }

    /// Nothing but these properties. Some are slow to find out, so this can save seconds.
    #[must_use]
    pub fn only(mut self, properties: &[&str]) -> Self {
        self.properties.extend(properties.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Records whose property is just this.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.query(format!("?{name}={value}"))
    }

    /// Records that have the property.
    #[must_use]
    pub fn having(self, name: &str) -> Self {
        self.query(format!("?{name}"))
    }

    /// Records that lack the property.
    #[must_use]
    pub fn lacking(self, name: &str) -> Self {
        self.query(format!("?-{name}"))
    }

    /// Operators on the stack: `|`, `&`, `!` and the like.
    #[must_use]
    pub fn combined(self, operators: &str) -> Self {
        self.query(format!("?#{operators}"))
    }

    fn query(mut self, word: String) -> Self {
        self.queries.push(word);
        self
    }

    /// The sentence.
    pub fn words(&self) -> Vec<Word> {
        let mut words = vec![Word::Text(format!("{}/print", self.path))];
        if !self.properties.is_empty() {
            words.push(Word::attribute(".proplist", &self.properties.join(",")));
        }
        words.extend(self.queries.iter().map(Word::text));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_question() {
        let print = Print::of("/interface").only(&[".id", "name"]).with("type", "ether").with("type", "vlan");
        let words: Vec<String> = print.combined("|").lacking("disabled").words().iter().map(Word::to_string).collect();
        assert_eq!(
            words,
            ["/interface/print", "=.proplist=.id,name", "?type=ether", "?type=vlan", "?#|", "?-disabled"]
        );
    }
}
