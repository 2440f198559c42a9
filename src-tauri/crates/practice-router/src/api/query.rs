//! Queries of `print`: words that begin with `?`. They work on a stack; what is left at the end
//! must all hold.
use crate::{engine::Refusal, engine::refuse, live::Row, properties::get};

/// Whether a row fits.
pub(crate) fn fits(row: &Row, queries: &[String]) -> Result<bool, Refusal> {
    let mut stack = Vec::new();
    for query in queries {
        let Some(query) = query.strip_prefix('?') else { return refuse("invalid query") };
        if let Some(operators) = query.strip_prefix('#') {
            for operator in operators.chars() {
                combine(operator, &mut stack)?;
            }
        } else {
            stack.push(holds(row, query));
        }
    }
    Ok(stack.into_iter().all(|holds| holds))
}

fn holds(row: &Row, query: &str) -> bool {
    // `?=name=value` is the older form of `?name=value`.
    let query = query.strip_prefix('=').unwrap_or(query);
    if let Some(name) = query.strip_prefix('-') {
        return !row.contains_key(name);
    }
    let Some((name, value)) = query.split_once('=') else { return row.contains_key(query) };
    let number = |text: &str| text.parse::<i64>().ok();
    if let Some(name) = name.strip_prefix('<') {
        return number(get(row, name)).is_some_and(|found| number(value).is_some_and(|value| found < value));
    }
    if let Some(name) = name.strip_prefix('>') {
        return number(get(row, name)).is_some_and(|found| number(value).is_some_and(|value| found > value));
    }
    let word = |text: &str| match text {
        "yes" => "true".to_owned(),
        "no" => "false".to_owned(),
        other => other.to_owned(),
    };
    row.contains_key(name) && word(get(row, name)) == word(value)
}

fn combine(operator: char, stack: &mut Vec<bool>) -> Result<(), Refusal> {
    match (operator, stack.pop()) {
        ('!', Some(last)) => stack.push(!last),
        ('.', Some(last)) => stack.extend([last, last]),
        ('&' | '|', Some(last)) => match stack.pop() {
            Some(before) => stack.push(if operator == '&' { before && last } else { before || last }),
            None => return refuse("invalid query"),
        },
        _ => return refuse("invalid query"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn queries_are_a_stack() {
        let row = json!({ "name": "ether1", "type": "ether", "mtu": "1500", "disabled": "false" });
        let row = row.as_object().expect("an object");
        let fits = |queries: &[&str]| fits(row, &queries.iter().map(|query| (*query).to_owned()).collect::<Vec<_>>());
        for queries in [
            &["?type=ether"][..],
            &["?=type=ether"],
            &["?disabled=no", "?name"],
            &["?-comment"],
            &["?>mtu=1000", "?<mtu=2000"],
            &["?type=vlan", "?type=ether", "?#|"],
            &["?type=vlan", "?#!"],
            &[],
        ] {
            assert_eq!(fits(queries), Ok(true), "{queries:?}");
        }
        for queries in
            [&["?type=vlan"][..], &["?comment"], &["?type=ether", "?name=x"], &["?type=ether", "?name=x", "?#&"]]
        {
            assert_eq!(fits(queries), Ok(false), "{queries:?}");
        }
        assert!(fits(&["?#|"]).is_err());
    }
}
